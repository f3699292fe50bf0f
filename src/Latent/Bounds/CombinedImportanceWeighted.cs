using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Bounds;

/// <summary>
/// b ELBO + (1 - b) IWAE(k), both of the same k samples (CIWAE: Rainforth et al. 2018): between the two, with more signal
/// for the encoder than the second and more tightness for the decoder than the first.
/// </summary>
public sealed class CombinedImportanceWeighted : WeightedBound
{
    private readonly float _elboShare;

    /// <summary>The bound over this many samples.</summary>
    /// <param name="samples">k.</param>
    /// <param name="elboShare">b, above 0 and at most 1.</param>
    /// <param name="gradient">What the encoder follows.</param>
    public CombinedImportanceWeighted(int samples, double elboShare = 0.5, EncoderGradient gradient = EncoderGradient.Plain)
        : base(samples, gradient)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(elboShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elboShare, 1);
        _elboShare = (float)elboShare;
    }

    /// <inheritdoc/>
    private protected override Weighing Weigh(Tensor logWeight)
    {
        float weighed = 1 - _elboShare, each = _elboShare / Samples;
        Tensor logSum = logWeight.LogSumExp(0), weights = (logWeight - logSum).Exp();
        Tensor shares = weights.Affine(weighed, each);
        Tensor value = logSum.Affine(weighed, -weighed * (float)Math.Log(Samples)) + (logWeight.Mean(0) * _elboShare);
        return new(value, shares, weights.Square().Affine(weighed, each) / shares);
    }
}
