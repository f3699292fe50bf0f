using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Tests.Distributions;

public class PointMassTests
{
    private readonly PointMass _distribution = new(Tensor.From([1, 2, 3, 4], new Shape(2, 2)));

    [Fact]
    public void PointMass_HasNoDensity()
    {
        _distribution.HasDensity.ShouldBeFalse();
        Should.Throw<NotSupportedException>(() => _distribution.LogProbability(_distribution.Mean)).Message.ShouldContain("DiagonalGaussian");
        _distribution.KlTo(_distribution).ShouldBeNull();
    }

    [Fact]
    public void Sample_OfOne_IsTheValue() => _distribution.Sample(1, new Rng(1)).ToArray().ShouldBe([1, 2, 3, 4]);

    [Fact]
    public void Sample_OfMore_IsRefused() => Should.Throw<NotSupportedException>(() => _distribution.Sample(2, new Rng(1))).Message.ShouldContain("2");
}
