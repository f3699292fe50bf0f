using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>Adds normal noise, of the same standard deviation for all, to every value.</summary>
public sealed class GaussianNoise : Corruption
{
    private readonly float _deviation;
    private readonly bool _clip;

    /// <summary>Noise of this standard deviation.</summary>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="clip">Whether noisy values are cut to [0, 1], as those of a picture that was stored.</param>
    public GaussianNoise(double deviation, bool clip = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(deviation);
        _deviation = (float)deviation;
        _clip = clip;
    }

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor noisy = values + (Tensor.Normal(values.Shape, rng, values.Backend) * _deviation);
        return _clip ? noisy.Clip(0, 1) : noisy;
    }
}
