using Latent.Composition;
using Latent.Data;
using Latent.Distributions;
using Latent.Likelihoods;
using Latent.Tensors;
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
    public void Gaussian_BeginsAtItsDeviation(Variance variance)
    {
        var distribution = (GaussianDistribution)new Gaussian(3, variance, 0.2).Given(Tensor.Zeros(new Shape(1, 3)));
        distribution.LogVariance.ToArray().ShouldAllBe(v => Math.Abs(v - (2 * Math.Log(0.2))) < 1e-5);
    }

    [Fact]
    public void Gaussian_Predicted_HasAFloorUnderItsSpread()
    {
        var distribution = (GaussianDistribution)new Gaussian(1, Variance.Predicted).Given(Tensor.From([0, -1000], new Shape(1, 2)));
        Math.Exp(distribution.LogVariance.ToArray()[0] / 2).ShouldBe(Gaussian.SmallestDeviation, 1e-6);
    }
}
