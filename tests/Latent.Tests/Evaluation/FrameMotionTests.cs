using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public class FrameMotionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Move_OfADotThatMovesEvenly_FindsItWhereItGoes(int channels)
    {
        var frame = channels == 1 ? new Shape(9, 12) : new Shape(9, 12, channels);
        float[] film = [.. Enumerable.Range(0, 6).SelectMany(t => Dot(frame, 1 + t, 2 + (2 * t)))];
        var motion = new FrameMotion(frame);
        ReadOnlySpan<float> given = film.AsSpan(0, 3 * frame.Length);
        (double x, double y) = motion.Velocity(given);
        (x, y).ShouldBe((2, 1), "the velocity");
        float[] forecast = new float[2 * frame.Length];
        motion.Move(given, forecast);
        forecast.ShouldBe(film[(3 * frame.Length)..(5 * frame.Length)]);
        motion.Copy(given, forecast);
        forecast.ShouldBe([.. film[(2 * frame.Length)..(3 * frame.Length)], .. film[(2 * frame.Length)..(3 * frame.Length)]]);
    }

    [Fact]
    public void Move_ByHalfAPixel_Interpolates()
    {
        var motion = new FrameMotion(new Shape(1, 6));
        float[] given = [0, 1, 0, 0, 0, 0, 0, 0.5f, 0.5f, 0, 0, 0], forecast = new float[6];
        motion.Move(given, forecast);
        forecast.ShouldBe([0, 0.25f, 0.5f, 0.25f, 0, 0], 1e-6f);
    }

    [Fact]
    public void Move_OfDarkness_StaysDark()
    {
        var motion = new FrameMotion(new Shape(2, 2));
        float[] forecast = [1, 1, 1, 1];
        motion.Move(new float[8], forecast);
        forecast.ShouldBe(new float[4]);
        Should.Throw<ArgumentException>(() => motion.Move(new float[3], new float[4]));
    }

    [Fact]
    public void Errors_AreMeansOverRowsAndPixelsFrameByFrame()
    {
        var errors = new ForecastErrors(new Shape(1, 2), 2);
        errors.Add([0.5f, 0.5f], [0.5f, 1, 0, 0, 9, 9], [0.5f, 0.5f, 1, 0]);
        errors.Add([0, 0], [0, 0, 1, 0, 9, 9], [0, 0, 1, 0]);
        errors.Rows.ShouldBe(2);
        errors.Model.ShouldBe([0.0625, 0.25], 1e-12);
        errors.Copy.ShouldBe([0, (0.25 + 0.25 + 1) / 4], 1e-12);
        errors.LinearMotion.ShouldBe(errors.Copy);
    }

    private static float[] Dot(Shape frame, int y, int x)
    {
        float[] values = new float[frame.Length];
        int channels = frame.Rank == 3 ? frame[2] : 1;
        values.AsSpan(((y * frame[1]) + x) * channels, channels).Fill(0.5f);
        return values;
    }
}
