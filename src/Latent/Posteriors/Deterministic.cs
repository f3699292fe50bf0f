using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Posteriors;

/// <summary>The latent is the encoder's output itself: a plain autoencoder.</summary>
public sealed class Deterministic : Posterior
{
    /// <summary>A posterior over this many latent values.</summary>
    /// <param name="latentSize">How many.</param>
    /// <param name="activation">What every value goes through: the sigmoid makes units that are off near 0 and on near 1.</param>
    public Deterministic(int latentSize, Activation activation = Activation.None)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        LatentSize = latentSize;
        Activation = activation;
    }

    /// <summary>What every value goes through.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override int EncoderOutputs => LatentSize;

    /// <inheritdoc/>
    public override bool HasDensity => false;

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded) => new PointMass(Activation is Activation.None ? encoded : encoded.Activate(Activation));
}
