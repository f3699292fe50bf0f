using Latent.Evaluation.Disentanglement;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Disentanglement;

/// <summary>Representations made by hand, of which every score is known.</summary>
public sealed class DisentanglementScoresTests
{
    private const int Rows = 4000;
    private const int Levels = 8;

    [Fact]
    public void Perfect_ScoresOneEverywhere()
    {
        // Each factor in one dimension, scaled and turned about, beside a dimension that is noise.
        DisentanglementScores scores = Of(3, (f, noise) => [2 - (3 * f[2]), f[0], 10 * f[1], noise]);
        scores.MutualInformationGap.ShouldBe(1, 1e-9);
        scores.FactorVaeScore.ShouldBe(1, 1e-3);
        scores.BetaVaeScore.ShouldBe(1, 1e-3);
        scores.Disentanglement.ShouldBe(1, 0.01);
        scores.Completeness.ShouldBe(1, 0.01);
        scores.Informativeness.ShouldBe(1, 0.01);
        scores.SeparatedPredictability.ShouldBe(1, 0.01);
        scores.Modularity.ShouldBe(1, 1e-9);
        scores.Explicitness.ShouldBe(1, 0.01);
        scores.Followed.ShouldBe(["c", "a", "b", null]);
    }

    [Fact]
    public void Rotated_KeepsTheInformationAndNothingElse()
    {
        // Two factors turned by 45 degrees: both dimensions hold the same share of both.
        DisentanglementScores scores = Of(2, (f, _) => [f[0] + f[1], f[0] - f[1]]);
        scores.MutualInformationGap.ShouldBe(0, 0.02);
        scores.FactorVaeScore.ShouldBe(0.5, 0.05);
        scores.BetaVaeScore.ShouldBe(0.5, 0.05);
        scores.Disentanglement.ShouldBe(0, 0.03);
        scores.Completeness.ShouldBe(0, 0.03);
        scores.SeparatedPredictability.ShouldBe(0, 0.05);
        scores.Modularity.ShouldBe(0, 0.05);
        scores.Informativeness.ShouldBeGreaterThan(0.95);
        scores.Explicitness.ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void Shuffled_ScoresChance()
    {
        // The values of a perfect representation, those of other rows.
        DisentanglementScores scores = Of(3, (f, _) => [f[0], f[1], f[2]], shuffle: true);
        scores.MutualInformationGap.ShouldBe(0);
        scores.Modularity.ShouldBe(0);
        scores.FactorVaeScore.ShouldBe(1 / 3.0, 0.05);
        scores.BetaVaeScore.ShouldBe(1 / 3.0, 0.05);
        scores.Disentanglement.ShouldBe(0, 0.15);
        scores.Completeness.ShouldBe(0, 0.15);
        scores.Informativeness.ShouldBe(0, 0.02);
        scores.SeparatedPredictability.ShouldBe(0, 0.01);
        scores.Explicitness.ShouldBe(0, 0.05);
        scores.Followed.ShouldAllBe(name => name == null);
    }

    [Fact]
    public void Constant_ScoresNothing()
    {
        DisentanglementScores scores = Of(3, (_, _) => [1, 2, 3]);
        foreach (double score in (double[])[scores.MutualInformationGap, scores.FactorVaeScore, scores.Disentanglement, scores.Completeness, scores.Informativeness, scores.SeparatedPredictability, scores.Modularity, scores.Explicitness])
        {
            score.ShouldBe(0);
        }
        scores.BetaVaeScore.ShouldBe(1 / 3.0, 0.03);
    }

    [Fact]
    public void TwoDimensionsForOneFactor_AreModularButNotComplete()
    {
        DisentanglementScores scores = Of(2, (f, _) => [f[0], f[0], f[1]]);
        scores.Modularity.ShouldBe(1, 1e-9);
        scores.Disentanglement.ShouldBe(1, 0.01);
        scores.MutualInformationGap.ShouldBe(0.5, 1e-9);
    }

    [Fact]
    public void FactorsWithoutOrder_ArePredictedInIntervals()
    {
        // The class is in the one dimension, but along no line.
        float[] codes = new float[600], factors = new float[600];
        int[] labels = new int[600];
        for (int r = 0; r < 600; r++)
        {
            labels[r] = r % 3;
            factors[r] = labels[r];
            codes[r] = ((float[])[0, 5, 1])[labels[r]];
        }
        GapScores.SeparatedPredictability(new Representation(codes, 1, factors, ["kind"], labels)).ShouldBe(1);
        GapScores.SeparatedPredictability(new Representation(codes, 1, factors, ["kind"])).ShouldBeLessThan(0.5);
    }

    [Fact]
    public void Of_TheSameSeed_GivesTheSame() =>
        Of(2, (f, noise) => [f[0] + noise, f[1]]).ShouldBeEquivalentTo(Of(2, (f, noise) => [f[0] + noise, f[1]]));

    [Fact]
    public void Representation_ThatCannotBeMeasured_IsRefused()
    {
        Should.Throw<InputException>(() => new Representation(new float[200], 1, new float[200], ["flat"])).Message.ShouldContain("varies");
        Should.Throw<InputException>(() => DisentanglementScores.Of(new Representation([1, 2, 3], 1, [1, 2, 3], ["a"]), new Rng(1), cancellation: TestContext.Current.CancellationToken)).Message.ShouldContain("3 rows");
    }

    private static DisentanglementScores Of(int count, Func<float[], float, float[]> code, bool shuffle = false)
    {
        var rng = new Rng(5);
        float[][] factors = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, count).Select(_ => (float)rng.Next(Levels)).ToArray())];
        float[][] codes = [.. factors.Select(f => code(f, (float)rng.NextNormal()))];
        if (shuffle)
        {
            rng.Shuffle<float[]>(codes);
        }
        var representation = new Representation([.. codes.SelectMany(c => c)], codes[0].Length, [.. factors.SelectMany(f => f)], ((string[])["a", "b", "c"])[..count]);
        return DisentanglementScores.Of(representation, new Rng(2), cancellation: TestContext.Current.CancellationToken);
    }
}
