using Latent.Bounds;
using Latent.Penalties;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Penalties;

/// <summary>Penalties on the maps to and from latents, which are linear here, so that their Jacobians are their weights.</summary>
public class ContractionTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new Contraction(weight);

    [Fact]
    public void Value_OfALinearEncoder_IsTheNormOfItsWeightsOnAverage()
    {
        // Of the encoder's four outputs the first two are the mean.
        var linear = new LinearGaussian(new Elbo());
        double expected = linear.EncoderWeight.ToArray().Where((_, i) => i % 4 < 2).Sum(w => (double)w * w);
        Enumerable.Range(0, 400).Average(i => Value(Create(1), step: (ulong)i)).ShouldBe(expected, 0.06 * expected);
    }
}

public class DecoderSmoothnessTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new DecoderSmoothness(weight);

    [Fact]
    public void Value_OfALinearDecoder_IsTheNormOfItsWeightsOnAverage()
    {
        double expected = new LinearGaussian(new Elbo()).DecoderWeight.ToArray().Sum(w => (double)w * w);
        Enumerable.Range(0, 400).Average(i => Value(Create(1), step: (ulong)i)).ShouldBe(expected, 0.06 * expected);
    }
}

public class DecoderWeightsTests : PenaltyContract
{
    protected override Penalty Create(double weight) => new DecoderWeights(weight);

    [Fact]
    public void Value_IsHalfTheSumOfSquares_WithoutBiases() =>
        Value(Create(3)).ShouldBe(1.5 * new LinearGaussian(new Elbo()).DecoderWeight.ToArray().Sum(w => (double)w * w), 1e-5);
}

public class DecoderSpectrumTests
{
    [Fact]
    public void SquaredNorm_IsTheLargestSingularValueSquared_WithItsGradient()
    {
        // Singular values 3, 1 and 0.5 between orthogonal directions.
        Tensor map = Tensor.Parameter([1.8f, -0.8f, 0, 2.4f, 0.6f, 0, 0, 0, 0.5f, 0, 0, 0], new Shape(4, 3));
        DecoderSpectrum.SquaredNorm(map, new Rng(1)).Item().ShouldBe(9, 1e-4f);
        FiniteDifferences.ShouldAgree([map], () => DecoderSpectrum.SquaredNorm(map, new Rng(1)), tolerance: 5e-3);
    }

    [Fact]
    public void Value_IsHalfTheLargestSingularValueSquared()
    {
        // The rows of the decoder's weights are orthogonal, of squared lengths 1.44 and 1.
        var linear = new LinearGaussian(new Elbo());
        double value = new DecoderSpectrum(2).Value(linear.Pass(7), LinearGaussian.Context()).Item();
        value.ShouldBeInRange(1.3, 1.44001);
    }
}
