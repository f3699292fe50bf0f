using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Priors;

/// <summary>p(z) = N(0, I).</summary>
public sealed class StandardNormal : Prior
{
    private readonly StandardNormalDistribution _distribution;

    /// <summary>A prior over this many latent values.</summary>
    public StandardNormal(int latentSize, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        LatentSize = latentSize;
        _distribution = new StandardNormalDistribution(Tensor.Constant(new float[latentSize], new Shape(1, latentSize), backend));
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => _distribution;
}
