using Latent.Distributions;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;

namespace Latent.Posteriors;

/// <summary>The family of q(z|x): turns what the encoder gives for a row into a distribution over its latent.</summary>
public abstract class Posterior
{
    /// <summary>How many values a latent has.</summary>
    public abstract int LatentSize { get; }

    /// <summary>How many values a row the encoder has to give.</summary>
    public abstract int EncoderOutputs { get; }

    /// <summary>Whether q(z|x) has a density, so that KL and importance weights exist.</summary>
    public abstract bool HasDensity { get; }

    /// <summary>Whether q(z|x) can be held fixed while its samples are not (<see cref="Distribution.Detach"/>), as some gradient estimators ask.</summary>
    public virtual bool CanBeHeld => true;

    /// <summary>Where its latents lie.</summary>
    public virtual LatentSpace Space => LatentSpace.RealValues;

    /// <summary>Why a prior does not go with this posterior, and what would, as the end of a sentence; null if it does.</summary>
    public virtual string? Objection(Prior prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        return Space == prior.Space ? null : $"{GetType().Name} gives {Named(Space)}, and {prior.GetType().Name} is a prior over {Named(prior.Space)}; take {PriorFor(Space)}, or {PosteriorFor(prior.Space)}";

        static string Named(LatentSpace space) => space switch
        {
            LatentSpace.UnitSphere => "points on the unit sphere",
            LatentSpace.OneHot => "one category of every group",
            LatentSpace.Codes => "codes of a codebook",
            _ => "all real values",
        };

        static string PriorFor(LatentSpace space) => space switch
        {
            LatentSpace.UnitSphere => "the prior uniform-sphere",
            LatentSpace.OneHot or LatentSpace.Codes => "the prior uniform",
            _ => "the prior standard-normal",
        };

        static string PosteriorFor(LatentSpace space) => space switch
        {
            LatentSpace.UnitSphere => "the posterior von-mises-fisher",
            LatentSpace.OneHot => "the posterior concrete",
            LatentSpace.Codes => "the posterior vector-quantized",
            _ => "the posterior diagonal-gaussian",
        };
    }

    /// <summary>q(z|x) from the encoder's output.</summary>
    /// <param name="encoded">[rows, <see cref="EncoderOutputs"/>].</param>
    public abstract Distribution Given(Tensor encoded);

    /// <summary>Whether two samples of one row can differ; if not, more than one in a bound is waste.</summary>
    public virtual bool IsStochastic => HasDensity;

    /// <summary>As <see cref="Given(Tensor)"/>, for posteriors that act otherwise in training: that relax what is discrete, or learn otherwise than by gradients.</summary>
    /// <param name="encoded">[rows, <see cref="EncoderOutputs"/>].</param>
    /// <param name="phase">Training, with its noise, or evaluation.</param>
    public virtual Distribution Given(Tensor encoded, Phase phase) => Given(encoded);

    /// <summary>What the posterior itself adds to the loss, in nats per row; null for nothing.</summary>
    /// <param name="given">What <see cref="Given(Tensor, Phase)"/> made of a batch.</param>
    /// <returns>A scalar.</returns>
    public virtual Tensor? Loss(Distribution given) => null;

    /// <summary>Adds what the posterior itself learns (flows, codebooks); most learn nothing.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }
}
