using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Priors;

/// <summary>p(z) is the same everywhere on the unit sphere (Davidson et al. 2018).</summary>
public sealed class UniformSphere : Prior
{
    private readonly UniformSphereDistribution _distribution;

    /// <summary>A prior over points of this many values, at least 2.</summary>
    public UniformSphere(int latentSize, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latentSize, 2);
        LatentSize = latentSize;
        _distribution = new UniformSphereDistribution(Tensor.Constant(new float[latentSize], new Shape(1, latentSize), backend));
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.UnitSphere;

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => _distribution;
}
