using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Posteriors;

/// <summary>
/// q(z|x) = N(mean, L L'), with the mean and the lower triangular L from the encoder: the values of a latent may depend on
/// one another. The encoder gives the logarithms of L's diagonal, and the elements below it in units of one over the root
/// of the latent's size.
/// </summary>
public sealed class FullGaussian : Posterior
{
    private readonly LowerTriangle _triangle;

    /// <summary>A posterior over this many latent values.</summary>
    public FullGaussian(int latentSize, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        LatentSize = latentSize;
        EncoderOutputs = checked((2 * latentSize) + LowerTriangle.Elements(latentSize));
        _triangle = new LowerTriangle(latentSize, (float)(1 / Math.Sqrt(latentSize)), backend);
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override int EncoderOutputs { get; }

    /// <inheritdoc/>
    public override bool HasDensity => true;

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded) => new FullGaussianDistribution(encoded, _triangle);
}
