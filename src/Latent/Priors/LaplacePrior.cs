using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Priors;

/// <summary>p(z) is a product of Laplace densities around zero: most latents are near zero, and a few may be far from it.</summary>
public sealed class LaplacePrior : Prior
{
    private readonly LaplaceDistribution _distribution;

    /// <summary>A prior over this many latent values.</summary>
    /// <param name="latentSize">How many values a latent has.</param>
    /// <param name="scale">b of the density exp(-|z| / b) / 2b.</param>
    /// <param name="backend">Where the numbers live.</param>
    public LaplacePrior(int latentSize, double scale = 1, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        LatentSize = latentSize;
        _distribution = new LaplaceDistribution(
            Tensor.Constant(new float[latentSize], new Shape(1, latentSize), backend), Tensor.Constant([(float)Math.Log(scale)], new Shape(1), backend));
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => _distribution;
}
