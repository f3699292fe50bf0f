using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Independent 8-bit values scaled to [0, 1], each a logistic cut into 256 levels (Kingma et al. 2016). Log-probabilities
/// are of levels: they sum to one over k/255, k = 0 .. 255, and never exceed zero.
/// </summary>
/// <param name="location">[rows, ...]: where the logistic is centred.</param>
/// <param name="logScale">The logarithm of its scale, in the shape of the location or one that stretches to it.</param>
public sealed class DiscretizedLogisticDistribution(Tensor location, Tensor logScale) : IndependentDistribution
{
    /// <summary>Where every logistic is centred.</summary>
    public Tensor Location => location;

    /// <summary>The logarithm of every scale.</summary>
    public Tensor LogScale => logScale;

    /// <summary>The mean of the logistic cut at 0 and 1; for scales below half a level it lies within half a level of that of the levels.</summary>
    public override Tensor Mean => LogisticLevels.Mean(location, logScale);

    private protected override int Rows => location.Shape[0];

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) =>
        LogisticLevels.Sample(location, logScale.Exp(), location.Shape.Prepend(samples), rng).Reshape(location.Shape.WithFirst(samples * location.Shape[0]));

    /// <inheritdoc/>
    public override Distribution Detach() => new DiscretizedLogisticDistribution(location.Detach(), logScale.Detach());

    private protected override Tensor Elements(Tensor x, int rows) =>
        LogisticLevels.LogMass(Folded(x, rows), Folded(location, rows), logScale.Shape == location.Shape ? Folded(logScale, rows) : logScale);
}
