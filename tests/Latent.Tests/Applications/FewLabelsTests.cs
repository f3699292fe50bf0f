using Latent.Applications;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Tests.Applications;

public class FewLabelsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("table-semi-supervised")]
    [InlineData("m1")]
    [InlineData("m2")]
    [InlineData("m1-m2")]
    public void Classifier_OfFewLabels_TellsTheOthers(string name)
    {
        (TableSource few, TableSource all) = Tables();
        Recipe recipe = Recipe.Named(name);
        recipe = name.StartsWith('m') ? recipe.With("model.latent", 3).With("training.steps", 300).With("training.batch", 50).With("training.learning-rate", "0.005") : recipe;
        Classifier classifier = new Classifier(new ClassifierOptions("kind") { Recipe = recipe, Columns = new TableOptions { Ignored = ["size"] } }).Fit(few, Cancellation);
        ToldClasses told = classifier.Predict(all, Cancellation);
        classifier.Classes.ShouldBe(["large", "small"]);
        told.Score.Labelled.ShouldBe(600);
        told.Score.Error!.Value.ShouldBeLessThan(0.15);
        told.Probabilities.Length.ShouldBe(1200);
    }

    [Fact]
    public void Regressor_OfFewNumbers_TellsTheOthers()
    {
        (TableSource few, TableSource all) = Tables();
        ToldNumbers told = new Regressor(new RegressorOptions("size") { Columns = new TableOptions { Ignored = ["kind"] } }).Fit(few, Cancellation).Predict(all, Cancellation);
        told.Numbers.Length.ShouldBe(600);
        told.Deviations.ShouldAllBe(d => d > 0);
        told.Score.Determination!.Value.ShouldBeGreaterThan(0.6);
    }

    /// <summary>600 rows of four columns that a hidden size shifts, which is known of 40 of them.</summary>
    private static (TableSource Few, TableSource All) Tables()
    {
        var rng = new Rng(4);
        const int rows = 600;
        double[] size = new double[rows], a = new double[rows], b = new double[rows], c = new double[rows];
        for (int r = 0; r < rows; r++)
        {
            size[r] = rng.NextNormal();
            (a[r], b[r], c[r]) = (size[r] + (0.4 * rng.NextNormal()), (0.4 * rng.NextNormal()) - size[r], rng.NextNormal());
        }
        string[] town = [.. size.Select(s => s + (0.5 * rng.NextNormal()) > 0 ? "Rome" : "Oslo")], kind = [.. size.Select(s => s > 0 ? "large" : "small")];
        return (
            Table.FromColumns(("a", a), ("b", b), ("c", c), ("town", town), ("kind", kind.Select((k, r) => r % 15 == 0 ? k : "").ToArray()), ("size", size.Select((s, r) => r % 15 == 0 ? s : double.NaN).ToArray())),
            Table.FromColumns(("a", a), ("b", b), ("c", c), ("town", town), ("kind", kind), ("size", size)));
    }
}
