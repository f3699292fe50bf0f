using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Tests.Targets;

public class LabelledOddsTests
{
    [Fact]
    public void LogProbability_OfThreeClasses_IsThatOfEachAgainstTheOthers()
    {
        var odds = new LabelledOdds(2, 2, 3);
        new float[] { 1, -1, 0.5f, 0, 2, -1 }.CopyTo(odds.Weights);
        new float[] { 0.1f, 0.2f, -0.3f }.CopyTo(odds.Intercepts);
        float[] told = Told(odds, [0.5f, -1], null);
        double[] each = [.. new[] { 0.1 + 0.5, 0.2 - 0.5 - 2, -0.3 + 0.25 + 1 }.Select(log => 1 / (1 + Math.Exp(-log)))];
        for (int c = 0; c < 3; c++)
        {
            told[c].ShouldBe((float)(each[c] / each.Sum()), 1e-5f);
        }
    }

    [Fact]
    public void LogProbability_OfAMissingCell_IsThatOfAllItMayBe()
    {
        // One value counts 3, is 0.5 on the average and varies by 0.8 squared; the other is known.
        var odds = new LabelledOdds(2, 2, 2);
        new float[] { -3, 3, -1, 1 }.CopyTo(odds.Weights);
        new float[] { -1.5f, 1.5f, 0, 0 }.CopyTo(odds.Usual);
        new float[] { 5.76f, 5.76f, 0, 0 }.CopyTo(odds.Variances);
        var rng = new Rng(1);
        double expected = Enumerable.Range(0, 200_000).Average(_ => 1 / (1 + Math.Exp(-((3 * (0.5 + (0.8 * rng.NextNormal()))) - 2))));
        float[] told = Told(odds, [0, -2], [0, 1]);
        told[1].ShouldBe((float)expected, 0.02f);
        told.Sum().ShouldBe(1, 1e-5f);

        // What is known is told as ever.
        Told(odds, [0.7f, -2], [1, 1]).ShouldBe(Told(odds, [0.7f, -2], null));
    }

    private static float[] Told(LabelledOdds odds, float[] row, float[]? mask)
    {
        using Tape.Scope scope = new Tape(Backend.Default, record: false).Begin();
        return [.. odds.LogProbability(Tensor.From(row, new Shape(1, 2)), mask is null ? null : Tensor.From(mask, new Shape(1, 2))).ToArray().Select(MathF.Exp)];
    }
}
