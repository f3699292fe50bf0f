using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Files;
using Latent.Samplers;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Samplers;

public sealed class SamplerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("codes", "vq-vae")]
    [InlineData("codes", "concrete-vae")]
    [InlineData("flow", "vae")]
    [InlineData("hypersphere", "ae")]
    [InlineData("hypersphere", "hyperspherical-vae")]
    [InlineData("mixture", "vae")]
    [InlineData("mixture", "ae")]
    [InlineData("two-stage", "ae")]
    public void Sampler_SavedWithTheModelAndLoaded_DrawsTheSame(string sampler, string recipe)
    {
        (TrainedModel model, DataSet data) = Trained(recipe, 1);
        using var folder = new TemporaryFolder();
        model.Save(folder["before"]);
        var fitted = (LatentSampler)model.FitSampler(sampler, data.Rows, new SamplerOptions { Cancellation = Cancellation });
        model.Save(folder["a"]);
        var loaded = TrainedModel.Load(folder["a"]);
        loaded.Samplers.Names.ShouldBe([sampler]);
        loaded.Save(folder["b"]);
        File.ReadAllBytes(folder["b"]).ShouldBe(File.ReadAllBytes(folder["a"]));
        TrainedModel.Load(folder["before"]).Samplers.Find(sampler).ShouldBeNull();
        float[] expected = new Generator(model, fitted).Sample(5, new Rng(2), cancellation: Cancellation);
        new Generator(loaded, (LatentSampler?)loaded.Samplers.Find(sampler)).Sample(5, new Rng(2), cancellation: Cancellation).ShouldBe(expected);
        expected.ShouldNotBe(new Generator(model).Sample(5, new Rng(2), cancellation: Cancellation));
        fitted.Sample(3, new Rng(1), 0).Shape.ShouldBe(new Shape(3, model.Model.LatentSize));

        (TrainedModel again, _) = Trained(recipe, 1);
        new Generator(again, (LatentSampler)again.FitSampler(sampler, data.Rows, new SamplerOptions { Cancellation = Cancellation })).Sample(5, new Rng(2), cancellation: Cancellation).ShouldBe(expected);
    }

    [Theory]
    [InlineData("codes", "vae", "vq-vae")]
    [InlineData("columns", "vae", "not made for a table with columns")]
    [InlineData("mixture", "concrete-vae", "codes")]
    [InlineData("nothing", "vae", "mixture")]
    public void FitSampler_ToAModelThatItIsNotFor_SaysWhatFits(string sampler, string recipe, string words)
    {
        (TrainedModel model, DataSet data) = Trained(recipe, 0);
        Should.Throw<InputException>(() => model.FitSampler(sampler, data.Rows)).Message.ShouldContain(words);
    }

    [Fact]
    public void HypersphereSampler_OfLatentsOnASphere_StaysOnIt()
    {
        (TrainedModel model, DataSet data) = Trained("hyperspherical-vae", 1);
        int size = model.Model.LatentSize;
        var sampler = (LatentSampler)model.FitSampler("hypersphere", data.Rows);
        foreach (float temperature in new[] { 0f, 0.5f, 1 })
        {
            sampler.Sample(40, new Rng(1), temperature).ToArray().Chunk(size).ShouldAllBe(point => Math.Abs(point.Sum(value => value * value) - 1) < 1e-4);
        }
    }

    /// <summary>The codes of the second position follow from those of the first: the joint frequencies are found, not only the marginal ones.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CodePrior_OfCodesThatDependOnEachOther_FindsHow(bool shares)
    {
        const int Rows = 600;
        var rng = new Rng(3);
        float[] numbers = new float[Rows * 3];
        for (int r = 0; r < Rows; r++)
        {
            int first = rng.Next(4);
            numbers[r * 3] = first;
            numbers[(r * 3) + 1] = (first + 1) % 4;
            numbers[(r * 3) + 2] = rng.Next(2) * 2;
        }
        var prior = new CodePrior(3, 4, shares, new CodePriorSize(2, 4, 16), new WeightBudget(10_000), new Rng(1), Tensors.Backends.Backend.Default);
        var options = new TrainingOptions { Epochs = 30, BatchSize = 20, LearningRate = new LearningRate { Initial = 0.01 } };
        TrainingState state = new Trainer(prior, options).Fit(new FloatRows(numbers, new Shape(3)), cancellation: Cancellation);
        state.History[^1].Elbo.ShouldBe(-Math.Log(4) - Math.Log(2), 0.1);

        int[] drawn = new int[Rows * 3];
        prior.Draw(drawn, new Rng(2), 1);
        int[][] rows = [.. drawn.Chunk(3)];
        rows.Count(row => row[1] == (row[0] + 1) % 4 && row[2] % 2 == 0).ShouldBeGreaterThan((int)(0.97 * Rows));
        Enumerable.Range(0, 4).ShouldAllBe(k => rows.Count(row => row[0] == k) > Rows / 8);
        prior.Draw(drawn, new Rng(2), 0);
        drawn.Chunk(3).Select(row => (row[0], row[1], row[2])).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void GaussianMixture_OfTwoGroups_FindsThem()
    {
        const int Rows = 4000;
        var rng = new Rng(5);
        double[] points = new double[Rows * 2];
        for (int r = 0; r < Rows; r++)
        {
            double a = rng.NextNormal(), b = rng.NextNormal();
            bool first = r % 4 == 0;
            points[2 * r] = first ? -3 + (0.5 * a) : 2 + a;
            points[(2 * r) + 1] = first ? 1 + (0.5 * b) : -1 + (0.8 * a) + (0.6 * b);
        }
        var mixture = new GaussianMixture(2, 2);
        mixture.Fit(points, new Rng(1), cancellation: Cancellation);
        int c = mixture.Weights[0] < mixture.Weights[1] ? 0 : 1, d = 1 - c;
        mixture.Weights[c].ShouldBe(0.25, 0.01);
        mixture.Means[(2 * c)..((2 * c) + 2)].ShouldBe([-3, 1], 0.08);
        mixture.Means[(2 * d)..((2 * d) + 2)].ShouldBe([2, -1], 0.08);
        mixture.Factors[(4 * d)..((4 * d) + 4)].ShouldBe([1, 0, 0.8, 0.6], 0.05);

        // The entropy of the mixture, its groups being far apart, with the opposite sign.
        double expected = (0.25 * (Math.Log(0.25) - (2 * Math.Log(0.5)))) + (0.75 * (Math.Log(0.75) - Math.Log(0.6))) - Math.Log(2 * Math.PI) - 1;
        mixture.LogDensity.ShouldBe(expected, 0.06);
    }

    [Fact]
    public void Load_OfAHostileSampler_IsRefused()
    {
        (TrainedModel model, DataSet data) = Trained("vae", 0);
        model.FitSampler("mixture", data.Rows);
        foreach ((string settings, string words) in new[]
        {
            ("{\"components\":2000000000}", "more weights than fit"), ("{", "cannot be used"), ("[]", "no group"), ("{\"parts\":3}", "unknown key"), ("{\"components\":11}", "shape"),
        })
        {
            HostileSampler.Refusal(model, settings).ShouldContain(words);
        }
    }

    private static (TrainedModel Model, DataSet Data) Trained(string recipe, int epochs)
    {
        DataSet data = SmallData.SmallestFor(recipe, 100);
        ComposedModel composed = SmallData.Compose(recipe, data, ("training.epochs", "1"), ("training.batch", "20"));
        if (epochs > 0)
        {
            new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: Cancellation);
        }
        return (new TrainedModel(composed), data);
    }
}
