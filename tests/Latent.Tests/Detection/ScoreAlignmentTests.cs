using Latent.Detection;
using Latent.Tensors;

namespace Latent.Tests.Detection;

public class ScoreAlignmentTests
{
    [Fact]
    public void Align_OfScoresOnAnotherScale_BringsThemThere()
    {
        float[] from = Scores(400, 1), to = [.. from.Select(score => (2 * score) + 1)];
        var alignment = new ScoreAlignment(from, to);

        foreach (float score in new[] { -2, 0, 0.3f, 1, 2, 5, 50 })
        {
            alignment.Align(score).ShouldBe((2 * score) + 1, 1e-4f * Math.Max(1, Math.Abs(score)));
        }
    }

    [Fact]
    public void Align_OfScoresOfAnotherShape_KeepsOrderAndShares()
    {
        float[] from = Scores(5000, 1), to = [.. Scores(5000, 2).Select(score => score * score)];
        var alignment = new ScoreAlignment(from, to);

        float[] aligned = [.. from.Order().Select(alignment.Align)];
        aligned.ShouldBe(aligned.Order());
        foreach (double rate in new[] { 0.01, 0.05, 0.1, 0.5 })
        {
            float threshold = to.Order().ElementAt((int)((1 - rate) * to.Length));
            (aligned.Count(score => score >= threshold) / (double)aligned.Length).ShouldBe(rate, 0.005);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Align_OfFewScoresOrEqualOnes_IsANumber(int count)
    {
        new ScoreAlignment(Scores(count, 1), Scores(count, 2)).Align(3).ShouldBeOfType<float>().ShouldBeInRange(-1e6f, 1e6f);
        new ScoreAlignment([.. Enumerable.Repeat(2f, count)], [.. Enumerable.Repeat(5f, count)]).Align(3).ShouldBe(6);
    }

    private static float[] Scores(int count, ulong seed) => [.. Tensor.Normal(new Shape(count), new Rng(seed)).ToArray().Select(MathF.Abs)];
}
