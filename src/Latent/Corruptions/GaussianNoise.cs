using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>Adds normal noise, of the same standard deviation for all, to every value.</summary>
public sealed class GaussianNoise : Corruption
{
    private readonly float _deviation;

    /// <summary>Noise of this standard deviation.</summary>
    public GaussianNoise(double deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        _deviation = (float)deviation;
    }

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values + (Tensor.Normal(values.Shape, rng, values.Backend) * _deviation);
    }
}
