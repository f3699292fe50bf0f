using Latent.Detection;

namespace Latent.Tests.Detection;

public sealed class ConformalCalibrationTests
{
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(2, 0.8)]
    [InlineData(2.5, 0.6)]
    [InlineData(4, 0.4)]
    [InlineData(5, 0.2)]
    public void PValue_CountsTheHeldRowsThatAreAsStrange(float score, double expected) =>
        new ConformalCalibration([4, 1, 3, 2]).PValue(score).ShouldBe(expected, 1e-12);

    [Fact]
    public void Constructor_WithoutScores_Throws() => Should.Throw<ArgumentException>(() => new ConformalCalibration([]));

    [Fact]
    public void Drift_OfTheSameScores_IsSmallAndLikely()
    {
        var calibration = new ConformalCalibration(Enumerable.Range(0, 100).Select(i => (float)i));
        var drift = new ScoreDrift(calibration);
        foreach (int score in Enumerable.Range(0, 100))
        {
            drift.Add(score + 0.5f);
        }
        drift.Distance.ShouldBeLessThan(0.03);
        drift.PValue.ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Drift_OfScoresThatMovedByHalf_IsTheShareThatMoved()
    {
        var calibration = new ConformalCalibration(Enumerable.Range(0, 100).Select(i => (float)i));
        var drift = new ScoreDrift(calibration);
        foreach (int score in Enumerable.Range(0, 100))
        {
            drift.Add(score + 50.5f);
        }
        drift.Distance.ShouldBe(0.51, 0.02);
        drift.PValue.ShouldBeLessThan(1e-9);
    }

    [Fact]
    public void Drift_OfNoRows_IsNone()
    {
        var drift = new ScoreDrift(new ConformalCalibration([1, 2]));
        (drift.Rows, drift.Distance, drift.PValue).ShouldBe((0, 0, 1));
    }
}
