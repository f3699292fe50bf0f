using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Bounds;

/// <summary>
/// log (1/k) sum_i w_i over k samples (Burda et al. 2016): tighter than the ELBO, and the more so the larger k. Where a
/// batch has a mask, log p(x|z) is that of the observed values alone, and this is the bound of MIWAE (Mattei and Frellsen
/// 2019). Doubly reparameterised, the encoder follows the estimator of Tucker et al. 2019 (DReG), whose signal does not
/// fade as k grows: the gradient reaches it only through the samples, each weighed by its normalised weight squared.
/// </summary>
public sealed class ImportanceWeighted : WeightedBound
{
    /// <summary>The bound over this many samples.</summary>
    public ImportanceWeighted(int samples, bool doublyReparameterized = false)
        : this(samples, doublyReparameterized ? EncoderGradient.DoublyReparameterized : EncoderGradient.Plain)
    {
    }

    /// <summary>The bound over this many samples.</summary>
    /// <param name="samples">k.</param>
    /// <param name="gradient">What the encoder follows.</param>
    public ImportanceWeighted(int samples, EncoderGradient gradient)
        : base(samples, gradient)
    {
    }

    /// <inheritdoc/>
    private protected override Weighing Weigh(Tensor logWeight)
    {
        Tensor logSum = logWeight.LogSumExp(0);
        Tensor shares = WithoutNegligible((logWeight - logSum).Exp());

        // The gradient by a sample already carries its weight; one more makes it squared.
        return new(logSum.Affine(1, -(float)Math.Log(Samples)), shares, shares);
    }
}
