using Latent.Bounds;
using Latent.Composition;
using Latent.Data;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tests.Contracts;
using Latent.Training;

namespace Latent.Tests.Posteriors;

public sealed class DiscreteModelTests
{
    [Theory]
    [InlineData("model.posterior", "{ kind: concrete, categories: 5 }", "no multiple")]
    [InlineData("model.posterior", "{ kind: vector-quantized, dimension: 3 }", "no multiple")]
    [InlineData("model.posterior", "{ kind: vector-quantized, codes: 2000000000 }", "at most")]
    [InlineData("model.posterior", "{ kind: concrete }\n  prior: standard-normal", "take the prior uniform")]
    [InlineData("model.prior", "uniform\n  posterior: diagonal-gaussian", "standard-normal")]
    [InlineData("model.posterior", "vector-quantized\n  bound: importance-weighted", "all the same")]
    public void Compose_OfWhatDoesNotFit_IsRefused(string setting, string value, string words)
    {
        string[] path = setting.Split('.');
        Should.Throw<InputException>(() => Recipe.Parse($"{path[0]}:\n  latent: 8\n  {path[1]}: {value}", "test").Compose(DataSchema.Of(SmallData.Table(20)))).Message.ShouldContain(words);
    }

    [Fact]
    public void Vae_OfAPriorThatLiesElsewhere_IsRefused()
    {
        var rng = new Rng(1);
        Vae Of(Posterior posterior, Prior prior) => new(
            new Shape(4), new Linear(4, posterior.EncoderOutputs, Activation.None, rng), posterior, prior, new Linear(posterior.LatentSize, 4, Activation.None, rng), new Gaussian(4), new Elbo());
        Should.Throw<InputException>(() => Of(new Concrete(2, 3), new StandardNormal(6))).Message.ShouldContain("one category of every group");
        Should.Throw<InputException>(() => Of(new DiagonalGaussian(6), new UniformCategorical(2, 3))).Message.ShouldContain("real values");
        Of(new Concrete(2, 3), new UniformCategorical(2, 3)).Codes.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("{ kind: concrete, categories: 4, temperature: { kind: linear, from: 1, to: 0, epochs: 25 } }")]
    [InlineData("{ kind: concrete, categories: 4, straight-through: true }")]
    [InlineData("{ kind: vector-quantized, codes: 8, dimension: 2 }")]
    [InlineData("{ kind: vector-quantized, codes: 8, dimension: 2, codebook: gradient }")]
    public void Model_OfAnyKind_TrainsAndIsMeasured(string posterior)
    {
        DataSet data = SmallData.Table(200);
        ComposedModel composed = SmallData.Compose("vae", data, ("model.latent", "8"), ("model.posterior", posterior), ("model.bound.beta", "0.1"), ("training.epochs", "20"), ("training.batch", "20"), ("training.learning-rate", "0.02"));
        TrainingState state = new Trainer(composed.Model, composed.Training, composed.Preparation).Fit(data.Rows, cancellation: TestContext.Current.CancellationToken);
        state.Skipped.ShouldBe(0);
        state.History[^1].Reconstruction.ShouldBeGreaterThan(state.History[0].Reconstruction + 0.5);

        // Of hard samples, so that importance weighting can only raise it.
        EvaluationResult result = Evaluator.Evaluate(composed.Model, data.Rows, composed.Preparation, new EvaluationOptions { ImportanceSamples = 50 }, cancellation: TestContext.Current.CancellationToken);
        result.LogLikelihood!.Value.ShouldBeGreaterThan(result.Elbo - (composed.Model.Codes is VectorQuantized ? 1e-3 : 0));
        result.KlPerDimension.Count.ShouldBe(composed.Model.Codes!.Positions);
        result.Codes!.Perplexity.ShouldBeInRange(1.5, 8);
        result.Codes.Dead.ShouldBeLessThan(result.Codes.Codes / 2);
    }

    [Fact]
    public void Usage_OfKnownCodes_HasTheirPerplexity()
    {
        var posterior = new Concrete(2, 4);
        var usage = new CodeUsage(posterior);
        usage.Add(posterior.Write(new Indices([0, 2, 1, 2, 0, 2, 1, 2])));
        usage.Codes.ShouldBe(8);
        usage.Dead.ShouldBe(5);
        usage.Perplexity.ShouldBe(Math.Sqrt(2), 1e-9);
        var shared = new VectorQuantized(2, new Codebook(3, 1, new CodebookOptions(), new Rng(1)));
        usage = new CodeUsage(shared);
        usage.Add(shared.Write(new Indices([0, 2, 0, 2])));
        (usage.Codes, usage.Dead).ShouldBe((3, 1));
        usage.Perplexity.ShouldBe(2, 1e-9);
    }

    [Theory]
    [InlineData(new[] { 0, 0, 0, 0 }, "collapsed")]
    [InlineData(new[] { 0, 1, 2, 3 }, null)]
    [InlineData(new[] { 0, 1, 0, 1 }, "2 of 4 codes are never used")]
    public void Advise_ByTheUseOfCodes_NamesWhatIsWrong(int[] codes, string? words)
    {
        LatentModel model = Recipe.Named("vae").With("model.latent", 4).With("model.posterior", "{ kind: vector-quantized, codes: 4, dimension: 1 }").Compose(new DataSchema("rows", DataKind.Table, new Shape(6), 0, 1)).Model;
        var usage = new CodeUsage(model.Codes!);
        usage.Add(model.Codes!.Write(new Indices(codes)));
        var result = new EvaluationResult { Rows = 1, Elbo = -9, Reconstruction = -4, Kl = 5, KlPerDimension = [], ActiveUnits = 0, Codes = usage };
        IReadOnlyList<string> advice = PosteriorHealth.Advise(model, result);
        advice.Count.ShouldBe(words is null ? 0 : 1);
        advice.ShouldAllBe(sentence => sentence.Contains(words!, StringComparison.Ordinal));
    }
}
