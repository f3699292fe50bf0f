using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Counts n written as y = (log(1 + n) - location) / scale, so that networks see them on the scale of other values; the probabilities are those of the counts.</summary>
/// <param name="counts">The distribution of the counts.</param>
/// <param name="location">[values].</param>
/// <param name="scale">[values].</param>
public sealed class ScaledCountDistribution(Distribution counts, Tensor location, Tensor scale) : Distribution
{
    // The exponential of more is no count that a float can hold.
    private const float MostLog = 30;

    /// <summary>The counts' means, written like the counts.</summary>
    public override Tensor Mean => Written(counts.Mean);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null) => counts.LogProbability(Counts(x), mask);

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x) => counts.ElementLogProbability(Counts(x));

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => Written(counts.Sample(samples, rng));

    /// <inheritdoc/>
    public override Distribution Detach() => new ScaledCountDistribution(counts.Detach(), location, scale);

    private Tensor Counts(Tensor x) => ((x * scale) + location).Minimum(MostLog).Exp().Affine(1, -1).Maximum(0f);

    private Tensor Written(Tensor n) => (n.Affine(1, 1).Log() - location) / scale;
}
