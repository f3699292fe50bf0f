using Latent.Composition;
using Latent.Data;
using Latent.Flows;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Posteriors;

public sealed class FlowedTests
{
    private static readonly DataSet s_table = SmallData.Table(20);

    [Fact]
    public void EncoderOutputs_AreThoseOfTheStartAndTheContext()
    {
        var posterior = new Flowed(new DiagonalGaussian(3), new FlowChain([new Planar(3), new Planar(3)]));
        posterior.EncoderOutputs.ShouldBe(6 + 14);
        posterior.Given(Tensor.Zeros(new Shape(2, 20))).Mean.Shape.ShouldBe(new Shape(2, 3));
    }

    [Fact]
    public void Posterior_OfPartsThatDoNotFit_IsRefused()
    {
        Should.Throw<InputException>(() => new Flowed(new Deterministic(3), new Planar(3))).Message.ShouldContain("start from DiagonalGaussian");
        Should.Throw<InputException>(() => new Flowed(new DiagonalGaussian(3), new Planar(4))).Message.ShouldContain("over 4 values");
    }

    [Theory]
    [InlineData("inverse-autoregressive")]
    [InlineData("planar")]
    public void Compose_WithABoundThatHoldsThePosterior_IsRefused(string posterior) =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", s_table, ("model.posterior", posterior), ("model.bound", "{ kind: importance-weighted, doubly-reparameterized: true }")))
            .Message.ShouldContain("take the ordinary gradient");

    [Fact]
    public void Compose_OfAFullGaussianWithABoundThatHoldsThePosterior_Works() =>
        SmallData.Compose("full-gaussian", s_table, ("model.bound", "{ kind: importance-weighted, doubly-reparameterized: true }")).Model.HasDensity.ShouldBeTrue();

    [Fact]
    public void Compose_OfCouplingsOverOneValue_SaysWhatFits() =>
        Should.Throw<InputException>(() => SmallData.Compose("realnvp-prior", s_table, ("model.latent", "1"))).Message.ShouldContain("at least 2");

    [Theory]
    [InlineData("planar")]
    [InlineData("radial")]
    [InlineData("sylvester")]
    [InlineData("full-gaussian")]
    [InlineData("inverse-autoregressive")]
    public void Compose_OfASizeThatNobodyMeans_IsRefused(string posterior) =>
        Should.Throw<InputException>(() => SmallData.Compose("vae", s_table, ("model.posterior", posterior), ("model.latent", "100000000"))).Message.ShouldContain("more weights than fit");

    [Theory]
    [InlineData("radial")]
    [InlineData("{ kind: inverse-autoregressive, context: 0 }")]
    [InlineData("{ kind: sylvester, reflections: 0 }")]
    [InlineData("full-gaussian")]
    public void Infer_WithASingleLatentAndWeightedSamples_IsFinite(string posterior)
    {
        ComposedModel composed = SmallData.Compose("iwae", s_table, ("model.posterior", posterior), ("model.latent", "1"));
        var batch = new Batch(Tensor.Normal(new Shape(5, 6), new Rng(1)));
        Pass pass = composed.Model.Infer(batch, 3, new Rng(2), Phase.Evaluation);
        pass.LogWeight.Shape.ShouldBe(new Shape(3, 5));
        pass.LogWeight.ToArray().ShouldAllBe(v => float.IsFinite(v));
        pass.Kl.Shape.ShouldBe(new Shape(5, 1));
    }
}
