using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Bounds;

/// <summary>A bound that is a function of the samples' weights w = p(x, z) / q(z|x), such as the logarithm of their mean.</summary>
public abstract class WeightedBound : Bound
{
    // 2^-24: half a unit in the last place of one.
    private const float Negligible = 1f / (1 << 24);

    private readonly EncoderGradient _gradient;

    /// <summary>A bound over this many samples.</summary>
    private protected WeightedBound(int samples, EncoderGradient gradient)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        Samples = samples;
        _gradient = gradient;
    }

    /// <inheritdoc/>
    public sealed override int Samples { get; }

    /// <inheritdoc/>
    public sealed override bool NeedsDensity => true;

    /// <inheritdoc/>
    public sealed override bool HoldsPosterior => _gradient is not EncoderGradient.Plain;

    /// <inheritdoc/>
    public sealed override Tensor Objective(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor logWeight = pass.LogWeight;
        Weighing weighing = Weigh(logWeight.Detach());
        if (pass.LatentGradientScale is { } scale && _gradient is EncoderGradient.DoublyReparameterized)
        {
            scale.CopyFrom(weighing.LatentScale.Reshape(scale.Shape));
        }

        // The bound's gradient is that of the shares times log w with the shares held fixed.
        Tensor weighed = (weighing.Shares * logWeight).Sum();
        Tensor rest = weighing.Value.Sum() - weighed.Detach();
        return (weighed + rest).Affine(1f / pass.Batch.Rows, 0);
    }

    /// <summary>The bound, and what share every sample has in it.</summary>
    /// <param name="logWeight">[samples, rows], held fixed.</param>
    private protected abstract Weighing Weigh(Tensor logWeight);

    /// <summary>
    /// Shares below what a float sum can resolve as exact zeros: their samples cost nothing on the way back, and no gradient becomes a
    /// subnormal number, which takes a processor a hundred times as long.
    /// </summary>
    private protected static Tensor WithoutNegligible(Tensor shares) => shares * shares.Greater(Negligible);

    /// <inheritdoc/>
    internal sealed override Tensor? LatentGradientScale(Tensor latent) =>
        _gradient is EncoderGradient.Plain ? null : Tensor.Full(new Shape(latent.Shape[0], 1), 1, latent.Backend);

    /// <summary>The shares of samples in a bound.</summary>
    /// <param name="Value">[rows], the bound.</param>
    /// <param name="Shares">[samples, rows], its derivative by log w.</param>
    /// <param name="LatentScale">[samples, rows], what a sample's gradient is multiplied by on its way to the encoder, where that is doubly reparameterised.</param>
    private protected readonly record struct Weighing(Tensor Value, Tensor Shares, Tensor LatentScale);
}
