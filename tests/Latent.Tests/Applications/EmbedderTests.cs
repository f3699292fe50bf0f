using Latent.Applications;
using Latent.Evaluation;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Applications;

public class EmbedderTests
{
    private static readonly EmbedderOptions s_quick = new() { Recipe = Recipe.Named("table-vae").With("training.steps", 400).With("model.latent", 4) };

    private static readonly Lazy<Embedder> s_fitted = new(() => new Embedder(s_quick).Fit(Kinds()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Embed_RowsOfAKind_LieTogether()
    {
        float[] latents = s_fitted.Value.Embed(Kinds(), Cancellation);

        s_fitted.Value.Size.ShouldBe(4);
        latents.Length.ShouldBe(300 * 4);
        int kept = Enumerable.Range(0, 300).Count(i => Enumerable.Range(0, 300).Where(j => j != i).MinBy(j => Distance(latents, i, j)) % 3 == i % 3);
        kept.ShouldBeGreaterThan(290);
    }

    [Fact]
    public void Group_RowsOfThreeKinds_PutsTheKindsApart()
    {
        GroupedRows rows = s_fitted.Value.Group(Kinds(), 3, Cancellation);

        rows.Sizes.Sum().ShouldBe(300);
        int pure = Enumerable.Range(0, 3).Sum(g => Enumerable.Range(0, 300).Where(i => rows.Groups[i] == g).CountBy(i => i % 3).Max(c => c.Value));
        pure.ShouldBeGreaterThan(290);
        rows.Traits.ShouldNotBeNull().ShouldAllBe(traits => traits.Count > 0);
    }

    [Fact]
    public void Map_Rows_KeepsNeighbours()
    {
        float[] map = s_fitted.Value.Map(Kinds(), new TSneOptions { Rounds = 300 }, Cancellation);
        Trustworthiness.Of(s_fitted.Value.Embed(Kinds(), Cancellation), 4, map).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Embed_ModelOfAnother_IsTheSame() =>
        new Embedder(s_fitted.Value.Model).Embed(Kinds(), Cancellation).ShouldBe(s_fitted.Value.Embed(Kinds(), Cancellation));

    [Fact]
    public void Group_TooFewRows_SaysSo()
    {
        TableSource two = Table.FromColumns(("height", (double[])[1, 2]), ("weight", (double[])[1, 2]), ("kind", (string[])["a", "b"]));
        Should.Throw<InputException>(() => s_fitted.Value.Group(two, 3, Cancellation)).Message.ShouldContain("3 groups cannot be made of 2 rows");
        TableSource one = Table.FromColumns(("height", (double[])[1]), ("weight", (double[])[1]), ("kind", (string[])["a"]));
        Should.Throw<InputException>(() => s_fitted.Value.Group(one, cancellation: Cancellation)).Message.ShouldContain("there is one");
        Should.Throw<InputException>(() => s_fitted.Value.Map(one, cancellation: Cancellation)).Message.ShouldContain("there is one");
    }

    private static double Distance(float[] latents, int a, int b) => Enumerable.Range(0, 4).Sum(k => Math.Pow(latents[(4 * a) + k] - latents[(4 * b) + k], 2));

    /// <summary>300 rows of three kinds in turn.</summary>
    private static TableSource Kinds()
    {
        var rng = new Rng(8);
        double[] height = new double[300], weight = new double[300];
        string[] kind = new string[300];
        for (int i = 0; i < 300; i++)
        {
            height[i] = (i % 3 == 0 ? 10 : i % 3 == 1 ? 20 : 30) + rng.NextNormal();
            weight[i] = (i % 3 == 1 ? 5 : -5) + rng.NextNormal();
            kind[i] = i % 3 == 2 ? "c" : rng.Next(2) == 0 ? "a" : "b";
        }
        return Table.FromColumns(("height", height), ("weight", weight), ("kind", kind));
    }
}
