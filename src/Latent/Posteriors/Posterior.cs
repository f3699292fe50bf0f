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

    /// <summary>Whether q(z|x) can be held fixed while its samples move, as bounds with a gradient of their own need.</summary>
    public virtual bool CanBeHeld => true;

    /// <summary>q(z|x) from the encoder's output.</summary>
    /// <param name="encoded">[rows, <see cref="EncoderOutputs"/>].</param>
    public abstract Distribution Given(Tensor encoded);

    /// <summary>Adds what the posterior itself learns (flows, codebooks); most learn nothing.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }
}
