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
        return (Space, prior.Space) switch
        {
            (LatentSpace.UnitSphere, not LatentSpace.UnitSphere) => $"{GetType().Name} gives points on the unit sphere, and {prior.GetType().Name} is a prior over all real values; take the prior uniform-sphere, or the posterior diagonal-gaussian",
            (not LatentSpace.UnitSphere, LatentSpace.UnitSphere) => $"{GetType().Name} gives any real values, and {prior.GetType().Name} is a prior over the unit sphere; take the posterior von-mises-fisher, or the prior standard-normal",
            _ => null,
        };
    }

    /// <summary>q(z|x) from the encoder's output.</summary>
    /// <param name="encoded">[rows, <see cref="EncoderOutputs"/>].</param>
    public abstract Distribution Given(Tensor encoded);

    /// <summary>Adds what the posterior itself learns (flows, codebooks); most learn nothing.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }
}
