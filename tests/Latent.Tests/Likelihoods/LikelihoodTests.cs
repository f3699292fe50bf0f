using Latent.Composition;
using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Likelihoods;

public class LikelihoodTests
{
    public static TheoryData<bool, string, Variance> Kinds =>
        [.. from images in new[] { false, true } from kind in new[] { "gaussian", "laplace" } from variance in Enum.GetValues<Variance>() select (images, kind, variance)];

    /// <summary>Every likelihood with every source of its spread, over rows and over images, with several samples.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Model_OfAnyLikelihood_TrainsAndSamples(bool images, string kind, Variance variance)
    {
        DataSet data = images ? SmallData.Images(60) : SmallData.Table(60);
        ComposedModel composed = SmallData.Compose(
            "vae", data, ("model.likelihood", $"{{ kind: {kind}, variance: {variance.ToString().ToLowerInvariant()} }}"), ("model.bound", "{ kind: importance-weighted, samples: 3 }"),
            ("training.batch", "20"), ("training.epochs", "2"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.Skipped.ShouldBe(0);
        state.History[1].Elbo.ShouldBeGreaterThan(state.History[0].Elbo);
        composed.Model.Sample(4, new Rng(1)).Shape.ShouldBe(data.RowShape.Prepend(4));
        Distribution decoded = composed.Model.Decode(composed.Model.Prior().Sample(4, new Rng(1)));
        decoded.Sample(3, new Rng(2)).Shape.ShouldBe(data.RowShape.Prepend(12));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OptimalGaussian_InTraining_FitsTheBatchAndRemembers(bool masked)
    {
        var likelihood = new OptimalGaussian(0.5);
        Tensor x = Tensor.Normal(new Shape(20, 3), new Rng(1)), mask = Tensor.Uniform(new Shape(20, 3), new Rng(3)).Greater(0.4f);
        Tensor decoded = Tensor.Parameter(Tensor.Normal(new Shape(120), new Rng(2)).ToArray(), new Shape(40, 3));
        float[] mean = decoded.ToArray(), values = x.ToArray(), counts = masked ? mask.ToArray() : [.. Enumerable.Repeat(1f, 60)];
        double variance = Enumerable.Range(0, 120).Sum(i => counts[i % 60] * Math.Pow(mean[i] - values[i % 60], 2)) / (2 * counts.Sum());
        Tensor Log(Phase phase) => likelihood.Given(decoded, phase).LogProbability(x, masked ? mask : null);

        float[] atFirst = Log(Phase.Evaluation).ToArray();
        atFirst.ShouldBe(new Gaussian(3, Variance.Fixed, 0.5).Given(decoded).LogProbability(x, masked ? mask : null).ToArray(), 1e-4);
        var training = new Phase(new Rng(4));
        Log(training).ToArray().ShouldBe(new GaussianDistribution(decoded, Tensor.Full(new Shape(1), (float)Math.Log(variance))).LogProbability(x, masked ? mask : null).ToArray(), 1e-4);
        for (int i = 0; i < 200; i++)
        {
            Log(training);
        }
        Log(Phase.Evaluation).ToArray().ShouldBe(Log(training).ToArray(), 1e-4);

        // Though the variance is held, the gradient is that of the likelihood with its best variance.
        FiniteDifferences.ShouldAgree([decoded], () => Log(training));
    }

    [Fact]
    public void OptimalGaussian_Model_TrainsIsSavedAndLoaded()
    {
        DataSet data = SmallData.Images(60);
        ComposedModel composed = SmallData.Compose("vae", data, ("model.likelihood", "{ kind: gaussian, variance: optimal }"), ("training.batch", "20"), ("training.epochs", "30"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.History[^1].Elbo.ShouldBeGreaterThan(state.History[0].Elbo);
        EvaluationResult evaluation = Evaluator.Evaluate(composed.Model, data.Rows, cancellation: TestContext.Current.CancellationToken);
        evaluation.Elbo.ShouldBe(state.History[^1].Elbo, 10);
        using var folder = new TemporaryFolder();
        new TrainedModel(composed).Save(folder["model"]);
        Evaluator.Evaluate(TrainedModel.Load(folder["model"]).Model, data.Rows, cancellation: TestContext.Current.CancellationToken).Elbo.ShouldBe(evaluation.Elbo);
        composed.Model.Decode(composed.Model.Prior().Sample(4, new Rng(1))).Sample(3, new Rng(2)).Shape.ShouldBe(new Shape(12, 8, 8));
    }

    [Theory]
    [InlineData("discretized-logistic")]
    [InlineData("{ kind: discretized-logistic, variance: fixed, scale: 0.05 }")]
    [InlineData("{ kind: discretized-logistic, variance: scalar }")]
    [InlineData("{ kind: discretized-logistic, variance: feature }")]
    [InlineData("discretized-logistic-mixture")]
    [InlineData("{ kind: discretized-logistic-mixture, components: 2 }")]
    [InlineData("discretized-logistic", "convolutional")]
    [InlineData("{ kind: discretized-logistic-mixture, components: 2 }", "convolutional")]
    public void Model_OfALikelihoodOfLevels_TrainsAndSamples(string likelihood, string network = "perceptron")
    {
        DataSet data = SmallData.Images(60);
        ComposedModel composed = SmallData.Compose(
            "vae", data, ("model.network", network), ("model.likelihood", likelihood), ("model.bound", "{ kind: importance-weighted, samples: 3 }"), ("training.batch", "20"), ("training.epochs", "2"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.Skipped.ShouldBe(0);
        state.History[1].Elbo.ShouldBeGreaterThan(state.History[0].Elbo);
        composed.Model.Sample(4, new Rng(1)).Shape.ShouldBe(data.RowShape.Prepend(4));
        Distribution decoded = composed.Model.Decode(composed.Model.Prior().Sample(4, new Rng(1)));
        decoded.Sample(3, new Rng(2)).Shape.ShouldBe(data.RowShape.Prepend(12));
    }

    [Theory]
    [InlineData("discretized-logistic", 0)]
    [InlineData("discretized-logistic-mixture", 0)]
    [InlineData("gaussian", 8)]
    public void BitsPerDimension_OfAMassOfLevels_NeedsNoCorrection(string likelihood, double correction)
    {
        DataSet data = SmallData.Images(4);
        ComposedModel composed = Recipe.Named("vae").With("model.likelihood", likelihood).Compose(DataSchema.Of(data) with { EightBit = true });
        BitsPerDimension.Of(new TrainedModel(composed), -640)!.Value.ShouldBe((640 / (64 * Math.Log(2))) + correction, 1e-9);
    }

    [Fact]
    public void DiscretizedLogistic_BeginsInTheMiddleAtItsScale()
    {
        foreach (Variance variance in Enum.GetValues<Variance>())
        {
            var likelihood = new DiscretizedLogistic(3, variance, 0.2);
            var distribution = (DiscretizedLogisticDistribution)likelihood.Given(Tensor.Zeros(new Shape(1, 3 * likelihood.OutputsPerValue)));
            distribution.Location.ToArray().ShouldAllBe(l => l == 0.5f);
            distribution.LogScale.ToArray().ShouldAllBe(s => Math.Abs(s - Math.Log(0.2)) < 1e-5);
        }
    }

    [Fact]
    public void DiscretizedLogisticMixture_TakesWeightsThenLocationsThenScales()
    {
        var likelihood = new DiscretizedLogisticMixture(2, 2, 0.02);
        float[] decoded = [9, -9, -9, 9, 0.1f, 0.2f, 0.3f, 0.4f, 0, 0, 0, 0];
        float[] flat = likelihood.Given(Tensor.From(decoded, new Shape(1, 12))).Mean.ToArray();
        flat[0].ShouldBe(0.25f + 0.05f, 1e-3f);
        flat[1].ShouldBe(0.75f + 0.2f, 4e-3f);
        Tensor shaped = likelihood.Given(Tensor.From(decoded, new Shape(1, 6, 1, 2))).Mean;
        shaped.Shape.ShouldBe(new Shape(1, 1, 2));
        shaped.ToArray().ShouldBe(flat);
    }

    [Fact]
    public void Compose_OfTooManyComponents_IsRefused() => Should.Throw<InputException>(() => SmallData.Compose(
        "vae", SmallData.Images(4), ("model.likelihood", "{ kind: discretized-logistic-mixture, components: 2000000000 }"))).Message.ShouldContain("model.likelihood.components");

    [Fact]
    public void Gaussian_Predicted_TakesMeansAndThenSpreads()
    {
        var likelihood = new Gaussian(2, Variance.Predicted);
        var flat = (GaussianDistribution)likelihood.Given(Tensor.From([1, 2, 3, 4, 5, 6, 7, 8], new Shape(2, 4)));
        flat.Mean.ToArray().ShouldBe([1, 2, 5, 6]);
        var shaped = (GaussianDistribution)likelihood.Given(Tensor.From([1, 2, 3, 4, 5, 6, 7, 8], new Shape(2, 2, 1, 2)));
        shaped.Mean.Shape.ShouldBe(new Shape(2, 1, 2));
        shaped.Mean.ToArray().ShouldBe([1, 2, 5, 6]);
        shaped.LogVariance.ToArray().ShouldBe(flat.LogVariance.ToArray());
    }

    [Theory]
    [InlineData(Variance.Fixed)]
    [InlineData(Variance.Scalar)]
    [InlineData(Variance.Feature)]
    [InlineData(Variance.Predicted)]
    public void Gaussian_BeginsAtItsDeviation(Variance variance)
    {
        var likelihood = new Gaussian(3, variance, 0.2);
        var distribution = (GaussianDistribution)likelihood.Given(Tensor.Zeros(new Shape(1, 3 * likelihood.OutputsPerValue)));
        distribution.LogVariance.ToArray().ShouldAllBe(v => Math.Abs(v - (2 * Math.Log(0.2))) < 1e-5);
    }

    [Fact]
    public void Gaussian_Predicted_HasAFloorUnderItsSpread()
    {
        var distribution = (GaussianDistribution)new Gaussian(1, Variance.Predicted).Given(Tensor.From([0, -1000], new Shape(1, 2)));
        Math.Exp(distribution.LogVariance.ToArray()[0] / 2).ShouldBe(Gaussian.SmallestDeviation, 1e-6);
    }
}
