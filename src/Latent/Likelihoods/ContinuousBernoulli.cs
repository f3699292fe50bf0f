using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Likelihoods;

/// <summary>Grey levels in [0, 1] with a normalised density (Loaiza-Ganem and Cunningham 2019).</summary>
public sealed class ContinuousBernoulli : Likelihood
{
    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override double Maximum => 1;

    /// <inheritdoc/>
    public override MeanLink? Link => null;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded) => new ContinuousBernoulliDistribution(decoded);
}
