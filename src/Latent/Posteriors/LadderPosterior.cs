using Latent.Distributions;
using Latent.Priors;
using Latent.Tensors;

namespace Latent.Posteriors;

/// <summary>
/// q(z|x) of levels of latents, drawn from the highest down: at every level the encoder's normal distribution and the
/// prior's, given the level above, are multiplied, which weighs each by its precision (Sønderby et al. 2016).
/// </summary>
public sealed class LadderPosterior : Posterior
{
    /// <summary>A posterior over the levels of this prior, which has to be the model's.</summary>
    public LadderPosterior(LadderPrior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        Prior = prior;
    }

    /// <summary>The prior whose networks it shares.</summary>
    public LadderPrior Prior { get; }

    /// <inheritdoc/>
    public override int LatentSize => Prior.LatentSize;

    /// <inheritdoc/>
    public override int EncoderOutputs => 2 * LatentSize;

    /// <inheritdoc/>
    public override bool HasDensity => true;

    /// <summary>No: what one level says of the next goes through networks that learn.</summary>
    public override bool CanBeHeld => false;

    /// <inheritdoc/>
    public override string? Objection(Prior prior) => ReferenceEquals(prior, Prior)
        ? null
        : $"LadderPosterior shares the networks of its LadderPrior, and the model's prior is another, {prior?.GetType().Name}; take the prior ladder, or the posterior diagonal-gaussian";

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded) => new LadderDistribution(Prior, GaussianDistribution.Packed(encoded));
}
