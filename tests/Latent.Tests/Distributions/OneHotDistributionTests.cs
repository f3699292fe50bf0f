using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;

namespace Latent.Tests.Distributions;

public class OneHotDistributionTests
{
    private static readonly int[] s_groups = [2, 3, 3, 2];
    private static readonly float[] s_logits = [0, 1, 0.3f, -1, 2, 0, 0.5f, 0.1f, -2, 1, 1, 0, 3, -1, 0.2f, 0.9f, 0.4f, -0.3f, 0, 0];

    private static Tensor Logits => Tensor.Parameter(s_logits, new Shape(2, 10));

    [Fact]
    public void LogProbability_OverAllRows_SumsToOne()
    {
        float[] rows = [.. AllRows().SelectMany(r => new[] { r, r }).SelectMany(r => r)];
        float[] logs = new OneHotDistribution(Logits, s_groups).LogProbability(Tensor.From(rows, new Shape(rows.Length / 10, 10))).ToArray();
        for (int row = 0; row < 2; row++)
        {
            logs.Where((_, i) => i % 2 == row).Sum(l => Math.Exp(l)).ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public void LogProbability_IsTheSumOfTheLogarithmsOfTheMeans()
    {
        var distribution = new OneHotDistribution(Logits, s_groups);
        Tensor x = distribution.Sample(1, new Rng(4));
        distribution.LogProbability(x).ToArray().ShouldBe((distribution.Mean.Log() * x).Sum(1).ToArray(), 1e-5);
    }

    [Fact]
    public void LogProbability_WithAMask_LeavesGroupsOut()
    {
        var distribution = new OneHotDistribution(Logits, s_groups);
        Tensor x = distribution.Sample(3, new Rng(4)), mask = Tensor.From([0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], new Shape(2, 10));
        float[] left = distribution.LogProbability(x, mask).ToArray(), others = distribution.LogProbability(x, 1 - mask).ToArray();
        distribution.LogProbability(x).ToArray().ShouldBe(left.Zip(others, (a, b) => a + b), 1e-5);
    }

    [Fact]
    public void Sample_OfManyDraws_HasTheProbabilities()
    {
        const int Count = 100_000;
        var distribution = new OneHotDistribution(Logits, s_groups);
        float[] draws = distribution.Sample(Count, new Rng(1)).ToArray(), means = distribution.Mean.ToArray();
        for (int j = 0; j < means.Length; j++)
        {
            double share = Enumerable.Range(0, Count).Sum(s => (double)draws[(s * means.Length) + j]) / Count;
            share.ShouldBe(means[j], 4.5 * Math.Sqrt(means[j] * (1 - means[j]) / Count));
        }
    }

    [Fact]
    public void LogProbability_ByItsLogits_HasTheGradientOfDifferences()
    {
        Tensor logits = Logits, x = new OneHotDistribution(logits, s_groups).Sample(3, new Rng(2)).Detach();
        FiniteDifferences.ShouldAgree([logits], () => new OneHotDistribution(logits, s_groups).LogProbability(x));
    }

    [Fact]
    public void Constructor_OfGroupsThatAreNoRow_Throws() => Should.Throw<ArgumentException>(() => new OneHotDistribution(Logits, [2, 3]));

    private static IEnumerable<float[]> AllRows()
    {
        IEnumerable<float[]> rows = [[]];
        foreach (int size in s_groups)
        {
            rows = rows.SelectMany(row => Enumerable.Range(0, size).Select(chosen => (float[])[.. row, .. Enumerable.Range(0, size).Select(i => i == chosen ? 1f : 0)]));
        }
        return rows;
    }
}
