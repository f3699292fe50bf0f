using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Likelihoods;

/// <summary>Binary values, or grey levels in [0, 1] taken as probabilities; the decoder gives log odds.</summary>
public sealed class Bernoulli : Likelihood
{
    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override double Maximum => 1;

    /// <inheritdoc/>
    public override Measure Measure => Measure.Binary;

    /// <inheritdoc/>
    public override MeanLink? Link => MeanLink.LogOdds;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded) => new BernoulliDistribution(decoded);
}
