using Latent.Distributions;
using Latent.Layers;
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

    /// <summary>q(z|x) from the encoder's output.</summary>
    /// <param name="encoded">[rows, <see cref="EncoderOutputs"/>].</param>
    public abstract Distribution Given(Tensor encoded);

    /// <summary>Whether two samples of one row can differ; if not, more than one in a bound is waste.</summary>
    public virtual bool IsStochastic => HasDensity;

    /// <summary>Where latents lie; the prior's have to lie there, too.</summary>
    public virtual LatentSupport Support => LatentSupport.Reals;

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
