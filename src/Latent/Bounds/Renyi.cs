using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Bounds;

/// <summary>
/// log E_q[w^(1 - a)] / (1 - a), estimated from k samples (Li and Turner 2016). It falls as a grows: a = 1 is the ELBO,
/// a = 0 is IWAE, and below 0 it tends to an upper bound of log p(x) as k grows. The greater a, the more of the true
/// posterior's modes may be missed.
/// </summary>
public sealed class Renyi : WeightedBound
{
    private readonly float _alpha;

    /// <summary>The bound over this many samples.</summary>
    /// <param name="samples">k.</param>
    /// <param name="alpha">a.</param>
    /// <param name="gradient">What the encoder follows.</param>
    public Renyi(int samples, double alpha = 0.5, EncoderGradient gradient = EncoderGradient.Plain)
        : base(samples, gradient)
    {
        if (!double.IsFinite(alpha))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha must be finite.");
        }
        _alpha = (float)alpha;
    }

    /// <inheritdoc/>
    private protected override Weighing Weigh(Tensor logWeight)
    {
        float power = 1 - _alpha;
        if (power == 0)
        {
            Tensor each = Tensor.Full(logWeight.Shape, 1f / Samples, logWeight.Backend);
            return new(logWeight.Mean(0), each, Tensor.Full(logWeight.Shape, 1, logWeight.Backend));
        }
        Tensor scaled = logWeight * power, logSum = scaled.LogSumExp(0);
        Tensor shares = WithoutNegligible((scaled - logSum).Exp());
        return new(logSum.Affine(1 / power, -(float)Math.Log(Samples) / power), shares, shares.Affine(power, _alpha));
    }
}
