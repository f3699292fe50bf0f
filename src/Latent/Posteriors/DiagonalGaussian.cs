using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Posteriors;

/// <summary>q(z|x) = N(mean, diag exp(log variance)), both from the encoder (Kingma and Welling 2014).</summary>
public sealed class DiagonalGaussian : Posterior
{
    /// <summary>A posterior over this many latent values.</summary>
    public DiagonalGaussian(int latentSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        LatentSize = latentSize;
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override int EncoderOutputs => 2 * LatentSize;

    /// <inheritdoc/>
    public override bool HasDensity => true;

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded) => GaussianDistribution.Packed(encoded);
}
