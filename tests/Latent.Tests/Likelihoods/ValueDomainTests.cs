using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Likelihoods;

/// <summary>Values that a likelihood cannot account for are refused, wherever they turn up.</summary>
public class ValueDomainTests
{
    [Theory]
    [InlineData("poisson", 2.5f)]
    [InlineData("negative-binomial", -1f)]
    [InlineData("zero-inflated-negative-binomial", 3e7f)]
    [InlineData("beta", 0f)]
    [InlineData("beta", 1f)]
    [InlineData("{ kind: categorical, levels: 2 }", 0.5f)]
    [InlineData("{ kind: categorical, levels: 2 }", 1f)]
    [InlineData("{ kind: categorical, levels: [2, 4] }", 0f)]
    public void Compose_OfAValueThatDoesNotFit_NamesItsRowAndColumn(string likelihood, float value)
    {
        // The rows before the wrong one fit the likelihood.
        float[] row = likelihood == "beta" ? [0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f] : likelihood.Contains('4', StringComparison.Ordinal) ? [1, 0, 0, 0, 1, 0] : [1, 0, 0, 1, 1, 0];
        float[] values = [.. row, .. row, .. row];
        bool one = value is 1f or 0f && likelihood != "beta";
        values[16] = value;
        values[17] = one ? value : values[17];
        int column = one && value == 1 ? 5 : one ? 2 : 4;
        var data = new DataSet("some", DataKind.Table, new FloatRows(values, new Shape(6))) { Minimum = Math.Min(0, value) < 0 ? null : 0, Maximum = likelihood == "beta" || likelihood[0] == '{' ? 1 : null };
        string message = Should.Throw<InputException>(() => SmallData.Compose("vae", data, ("model.likelihood", likelihood))).Message;
        message.ShouldStartWith($"some: row 2, column {column} is ");
        message.Count(c => c == '.').ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Evaluate_OfOtherRowsWithABrokenCount_NamesTheRowOfTheData()
    {
        DataSet data = SmallData.Counts(40);
        ComposedModel composed = SmallData.Compose("count-vae", data);
        float[] values = new float[60];
        values[(7 * 6) + 3] = 0.25f;
        DataSet other = new DataSet("other", DataKind.Table, new FloatRows(values, new Shape(6))).Take([5, 6, 7, 8]);
        Should.Throw<InputException>(() => Evaluator.Evaluate(composed.Model, other.Rows, composed.Preparation, cancellation: TestContext.Current.CancellationToken))
            .Message.ShouldContain("row 7, column 3 is 0.25");
    }

    [Fact]
    public void Compose_OfStandardizedCounts_IsRefused() =>
        Should.Throw<InputException>(() => SmallData.Compose("count-vae", SmallData.Counts(40), ("data.standardize", "true"))).Message.ShouldContain("data.standardize");

    [Theory]
    [InlineData("1")]
    [InlineData("[5, 1]")]
    public void Compose_OfACategoryOfOneLevel_IsRefused(string levels) =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", SmallData.Images(4), ("model.likelihood", $"{{ kind: categorical, levels: {levels} }}"))).Message.ShouldContain("one level");

    [Fact]
    public void Compose_OfLevelsThatMakeNoRow_IsRefused() =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", SmallData.Images(4), ("model.likelihood", "{ kind: categorical, levels: [3, 4] }"))).Message.ShouldContain("64 values");

    [Theory]
    [InlineData("input", "log", "model.input")]
    [InlineData("likelihood", "poisson", "begin at -")]
    public void Compose_OfNegativeValues_RefusesWhatIsForCounts(string setting, string value, string expected) => Should.Throw<InputException>(() =>
        Recipe.Named("vae").With($"model.{setting}", value).Compose(new DataSchema("numbers", DataKind.Table, new Shape(6), -2, 5))).Message.ShouldContain(expected);

    [Theory]
    [InlineData("poisson")]
    [InlineData("{ kind: poisson, link: softplus }")]
    [InlineData("{ kind: negative-binomial, dispersion: scalar }")]
    [InlineData("{ kind: negative-binomial, dispersion: predicted, link: softplus }")]
    [InlineData("{ kind: negative-binomial, dispersion: fixed, overdispersion: 0.1 }")]
    [InlineData("{ kind: zero-inflated-negative-binomial, dispersion: predicted }")]
    [InlineData("{ kind: zero-inflated-negative-binomial, dispersion: scalar }")]
    public void Model_OfCounts_TrainsSamplesAndIsLoaded(string likelihood)
    {
        DataSet data = SmallData.Counts(60);
        ComposedModel composed = SmallData.Compose("count-vae", data, ("model.likelihood", likelihood), ("training.epochs", "3"), ("training.batch", "20"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.Skipped.ShouldBe(0);
        state.History[^1].Elbo.ShouldBeGreaterThan(state.History[0].Elbo);
        Tensor draws = composed.Model.Decode(composed.Model.Prior().Sample(4, new Rng(1))).Sample(3, new Rng(2));
        draws.Shape.ShouldBe(new Shape(12, 6));
        draws.ToArray().ShouldAllBe(x => x >= 0 && x == MathF.Floor(x));
        using var folder = new TemporaryFolder();
        new TrainedModel(composed).Save(folder["model"]);
        var loaded = TrainedModel.Load(folder["model"]);
        loaded.Preparation.Domain.ShouldBe(ValueDomain.Counts);
        loaded.Model.Sample(3, new Rng(1)).ToArray().ShouldBe(composed.Model.Sample(3, new Rng(1)).ToArray());
    }

    [Theory]
    [InlineData("{ kind: student-t, variance: predicted, degrees: feature }")]
    [InlineData("{ kind: student-t, degrees: scalar, degrees-of-freedom: 10 }")]
    [InlineData("{ kind: student-t, degrees-of-freedom: 1 }")]
    public void Model_OfStudentT_Trains(string likelihood)
    {
        DataSet data = SmallData.Table(60);
        ComposedModel composed = SmallData.Compose("vae", data, ("model.likelihood", likelihood), ("training.epochs", "2"), ("training.batch", "20"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.History[1].Elbo.ShouldBeGreaterThan(state.History[0].Elbo);
    }

    [Theory]
    [InlineData("beta", "scalar")]
    [InlineData("beta", "predicted")]
    [InlineData("categorical", null)]
    public void Model_OfSharesOrCategories_Trains(string kind, string? variance)
    {
        var rng = new Rng(3);
        float[] values = new float[60 * 6];
        for (int r = 0; r < 60; r++)
        {
            double a = rng.NextNormal();
            for (int j = 0; j < 6; j++)
            {
                values[(r * 6) + j] = kind == "beta" ? (float)(1 / (1 + Math.Exp(a + (0.3 * rng.NextNormal())))) : j == (a < -0.5 ? 0 : a < 0.5 ? 1 : 2) || j == (a < 0 ? 3 : 5) ? 1 : 0;
            }
        }
        var data = new DataSet("some", DataKind.Table, new FloatRows(values, new Shape(6))) { Minimum = 0, Maximum = 1 };
        string likelihood = kind == "beta" ? $"{{ kind: beta, variance: {variance} }}" : "{ kind: categorical, levels: 3 }";
        ComposedModel composed = SmallData.Compose("vae", data, ("model.likelihood", likelihood), ("training.epochs", "6"), ("training.batch", "20"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.History[^1].Elbo.ShouldBeGreaterThan(state.History[0].Elbo);
        composed.Model.Sample(4, new Rng(1)).ToArray().ShouldAllBe(x => x > 0 && x < 1);
    }

    [Fact]
    public void Counts_BeginAtTheMeansOfTheirColumns()
    {
        DataSet data = SmallData.Counts(100);
        ComposedModel composed = SmallData.Compose("count-vae", data);
        Tensor usual = composed.Model.Parameters.State.Single(s => s.Name == "likelihood.log_usual_mean").Tensor;
        var rows = (FloatRows)data.Rows;
        for (int j = 0; j < 6; j++)
        {
            double sum = Enumerable.Range(0, 100).Sum(r => (double)rows.Values[(r * 6) + j]);
            Math.Exp(usual.ToArray()[j]).ShouldBe((sum + 0.5) / 101, 1e-4 * sum);
        }
    }
}
