using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Bounds;

/// <summary>
/// Two bounds of the same samples (PIWAE: Rainforth et al. 2018): the decoder and the prior follow IWAE over all of them,
/// the encoder the mean of IWAE over groups, since the signal that it gets fades as more samples share one weight. The
/// value is the decoder's bound. The encoder's gradient is doubly reparameterised (Tucker et al. 2019) within each group.
/// </summary>
public sealed class PartiallyImportanceWeighted : WeightedBound
{
    // e^20 is more than a float resolves: a group of less weight than that gives the decoder a share that is nothing beside the others'.
    private const float Most = 20;

    private readonly int _groups;

    /// <summary>The bound over this many samples.</summary>
    /// <param name="samples">How many are drawn for every row.</param>
    /// <param name="groups">How many groups of equal size they are for the encoder.</param>
    /// <exception cref="InputException">The samples do not fall into so many groups.</exception>
    public PartiallyImportanceWeighted(int samples, int groups)
        : base(samples, EncoderGradient.DoublyReparameterized)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        if (samples % groups != 0)
        {
            throw new InputException($"{samples} samples do not fall into {groups} groups of equal size; take {groups * Math.Max(1, samples / groups)} samples.");
        }
        _groups = groups;
    }

    /// <inheritdoc/>
    private protected override Weighing Weigh(Tensor logWeight)
    {
        Tensor logSum = logWeight.LogSumExp(0);
        Tensor grouped = logWeight.Reshape(new Shape(_groups, Samples / _groups, logWeight.Shape[1])), logSums = grouped.LogSumExp(1, keep: true);
        Tensor within = WithoutNegligible((grouped - logSums).Exp());

        // How much more a group counts for the encoder than for the decoder; the decoder's share comes first on the way
        // back, so it must not be zero where the encoder's is not.
        Tensor ratio = (logSum - logSums).Affine(1, -(float)Math.Log(_groups)).Minimum(Most).Exp();
        Tensor shares = within / ratio * (1f / _groups);
        return new(logSum.Affine(1, -(float)Math.Log(Samples)), shares.Reshape(logWeight.Shape), (within * ratio).Reshape(logWeight.Shape));
    }
}
