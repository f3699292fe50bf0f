using System.Xml.Linq;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Reports;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Reports;

public sealed class RunComparisonTests : FolderTests
{
    private static readonly DataSet s_images = SmallData.Images(40);

    [Fact]
    public void Rows_SettingsThatDiffer_AreThereAndOthersAreNot()
    {
        var comparison = new RunComparison([Run("a", "vae", -60), Run("b", "beta-vae", -50)]);
        comparison.Rows.Where(r => r.IsSetting).Select(r => (r.Key, r.Text(0), r.Text(1))).ShouldBe([("model.bound.beta", "1", "4")]);
        comparison.Rows.Single(r => r.Key == "recipe").Values.Select(v => v!.ToString()).ShouldBe(["vae", "beta-vae"]);
        comparison.Notes.ShouldBeEmpty();
    }

    [Fact]
    public void Best_HighestBound_IsMarked()
    {
        var comparison = new RunComparison([Run("a", "vae", -60), Run("b", "vae", -50), Run("c", "vae", -55)]);
        comparison.Rows.Single(r => r.Key == "validation_elbo").Best.ShouldBe([1]);
        comparison.Rows.Single(r => r.Key == "kl").Best.ShouldBeEmpty();
        comparison.ToJson()["best"]!["elbo"]!.ToJsonString().ShouldContain("/b");
    }

    [Fact]
    public void Best_AllTheSame_MarksNone() =>
        new RunComparison([Run("a", "vae", -60), Run("b", "vae", -60)]).Rows.ShouldAllBe(r => r.Best.Count == 0);

    [Fact]
    public void Best_ModelWithoutADensity_IsNotInTheRunning()
    {
        var comparison = new RunComparison([Run("a", "vae", -60), Run("b", "vae", -50), Run("c", "ae", -10)]);
        comparison.Rows.Single(r => r.Key == "elbo").Best.ShouldBe([1]);
        comparison.Rows.Single(r => r.Key == "reconstruction").Best.ShouldBe([2]);
        comparison.Notes.Single().ShouldContain("no bound");
    }

    [Fact]
    public void Best_OtherData_IsNotMarkedUnlessMeasuredOnTheSameRows()
    {
        ComparedRun[] runs = [Run("a", "vae", -60, likelihood: "gaussian"), Run("b", "vae", -5, SmallData.Table(40), "gaussian")];
        var comparison = new RunComparison(runs);
        comparison.Notes.ShouldContain(n => n.Contains("different data (discs"));
        comparison.Rows.Single(r => r.Key == "elbo").Best.ShouldBeEmpty();
        EvaluationResult Measured(double elbo) => new() { Rows = 3, Elbo = elbo, Reconstruction = elbo + 1, Kl = 1, KlPerDimension = [1], ActiveUnits = 1 };
        new RunComparison([runs[0] with { Evaluation = Measured(-3) }, runs[1] with { Evaluation = Measured(-4) }]).Rows.Single(r => r.Key == "elbo").Best.ShouldBe([0]);
    }

    [Theory]
    [InlineData("bernoulli", "gaussian", false)]
    [InlineData("gaussian", "discretized-logistic", false)]
    [InlineData("gaussian", "laplace", true)]
    public void Best_NatsOfOtherThings_IsNotMarked(string first, string second, bool compares)
    {
        var comparison = new RunComparison([Run("a", "vae", -60, likelihood: first), Run("b", "vae", -50, likelihood: second)]);
        foreach (string key in (string[])["elbo", "validation_elbo", "reconstruction"])
        {
            comparison.Rows.Single(r => r.Key == key).Best.ShouldBe(compares ? [1] : []);
        }
        comparison.Notes.Any(n => n.Contains(first, StringComparison.Ordinal) && n.Contains(second, StringComparison.Ordinal)).ShouldBe(!compares);
    }

    [Fact]
    public void Notes_OtherRowsOfTheSameData_SaySo() =>
        new RunComparison([Run("a", "vae", -60), Run("b", "vae", -50, SmallData.Images(41))]).Notes.Single().ShouldContain("different rows of discs");

    [Fact]
    public void Page_OfRuns_IsWellFormedWithTableCurvesAndSamples()
    {
        ComparedRun a = Run("a<b>", "vae", -60), b = Run("b", "vae", -50) with { History = [] };
        Directory.CreateDirectory(a.Directory.Path);
        File.WriteAllBytes(a.Directory.Samples, [1, 2, 3]);
        XElement page = XElement.Parse(ComparisonPage.Page(new RunComparison([a, b])).Render().Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        page.Descendants("th").Select(h => h.Value).ShouldContain("a<b>");
        page.Descendants("td").Where(c => c.Attribute("class")?.Value == "best").ShouldNotBeEmpty();
        page.Descendants("svg").Count().ShouldBe(5);
        page.Descendants("img").Single().Attribute("src")!.Value.ShouldBe("data:image/png;base64,AQID");
    }

    private ComparedRun Run(string name, string recipe, double elbo, DataSet? data = null, string likelihood = "bernoulli")
    {
        data ??= s_images;
        var model = new TrainedModel(Recipe.Named(recipe).With("model.hidden", "[8]").With("model.latent", 2).With("model.likelihood", likelihood).Compose(DataSchema.Of(data), data.Rows));
        return new ComparedRun(name, new RunDirectory(Folder[name]), model)
        {
            Record = new RunRecord
            {
                Command = "latent train",
                Data = data.Name,
                Identity = RunRecord.IdentityOf(model, data.Rows),
                Result = new RunResult { Rows = data.Count, Elbo = elbo, Reconstruction = elbo + 1, Kl = 1, EvaluatedOn = "validation" },
            },
            History = [new EpochRecord(1, 10, elbo, elbo + 1, 1, 2, 0.001, 0, 0, elbo, elbo + 1, 1)],
        };
    }
}
