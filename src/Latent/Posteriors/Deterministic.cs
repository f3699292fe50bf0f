using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Posteriors;

/// <summary>The latent is the encoder's output itself: a plain autoencoder.</summary>
public sealed class Deterministic : Posterior
{
    /// <summary>A posterior over this many latent values.</summary>
    public Deterministic(int latentSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        LatentSize = latentSize;
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override int EncoderOutputs => LatentSize;

    /// <inheritdoc/>
    public override bool HasDensity => false;

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded) => new PointMass(encoded);
}
