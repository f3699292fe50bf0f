using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Disentanglement;

public sealed class BoostedTreesTests
{
    [Fact]
    public void Fit_OfCurvedTargets_PredictsOtherRowsAndKnowsWhatMatters()
    {
        (float[] rows, float[] targets) = Draw(new Rng(1), 4000);
        (float[] others, float[] expected) = Draw(new Rng(2), 500);
        BoostedTrees trees = BoostedTrees.Fit(rows, 3, targets);
        double[] predicted = trees.Predict(others);
        double error = predicted.Zip(expected, (p, e) => (p - e) * (p - e)).Average(), mean = expected.Average(), variance = expected.Average(e => (e - mean) * (e - mean));
        (error / variance).ShouldBeLessThan(0.05);
        trees.Importances[2].ShouldBeLessThan(0.01 * trees.Importances.Sum());
        trees.Importances[0].ShouldBeGreaterThan(trees.Importances[1]);
    }

    [Fact]
    public void Fit_OfConstantColumns_PredictsTheMean()
    {
        BoostedTrees trees = BoostedTrees.Fit([1, 1, 1, 1], 1, [0, 2, 4, 6]);
        trees.Predict([5, 1]).ShouldBe([3.0, 3.0]);
        trees.Importances.ShouldBe([0.0]);
    }

    /// <summary>A wave along the first column, a smaller line along the second, nothing along the third.</summary>
    private static (float[] Rows, float[] Targets) Draw(Rng rng, int count)
    {
        float[] rows = [.. Enumerable.Range(0, 3 * count).Select(_ => (float)rng.NextNormal())];
        return (rows, [.. Enumerable.Range(0, count).Select(r => (float)Math.Sin(2 * rows[3 * r]) + (0.3f * rows[(3 * r) + 1]))]);
    }
}
