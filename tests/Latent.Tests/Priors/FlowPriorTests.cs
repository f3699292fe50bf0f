using Latent.Distributions;
using Latent.Flows;
using Latent.Priors;
using Latent.Tensors;

namespace Latent.Tests.Priors;

public sealed class FlowPriorTests
{
    public static TheoryData<string> Flows => ["couplings", "masked-autoregressive"];

    [Theory]
    [MemberData(nameof(Flows))]
    public void Density_OfDraws_IsThatOfTheSameValues(string kind)
    {
        FlowPrior prior = Create(kind);
        Distribution distribution = prior.Given();
        Tensor draws = distribution.Sample(20, new Rng(3));
        draws.Shape.ShouldBe(new Shape(20, 5));
        prior.Given().LogProbability(Tensor.From(draws.ToArray(), draws.Shape)).ToArray().ShouldBe(distribution.LogProbability(draws).ToArray(), 1e-3);
        distribution.Mean.Shape.ShouldBe(new Shape(1, 5));
    }

    [Fact]
    public void Prior_OfAFlowThatCannotSayTheDensityOfAnyLatent_IsRefused()
    {
        Should.Throw<InputException>(() => new FlowPrior(new Planar(3, new Rng(1)))).Message.ShouldContain("no inverse");
        Should.Throw<InputException>(() => new FlowPrior(new Radial(3))).Message.ShouldContain("without a context");
        new FlowPrior(new Radial(3, new Rng(1))).LatentSize.ShouldBe(3);
    }

    private static FlowPrior Create(string kind)
    {
        var rng = new Rng(1);
        return new FlowPrior(FlowChain.Alternating([.. Enumerable.Range(0, 3).Select(_ => kind == "couplings" ? (Flow)new Coupling(5, [16], rng) : new MaskedAutoregressive(5, [16], rng))]));
    }
}
