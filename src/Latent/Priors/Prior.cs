using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;

namespace Latent.Priors;

/// <summary>p(z): what latents look like before anything was seen.</summary>
public abstract class Prior
{
    /// <summary>How many values a latent has.</summary>
    public abstract int LatentSize { get; }

    /// <summary>Where latents lie.</summary>
    public virtual LatentSupport Support => LatentSupport.Reals;

    /// <summary>p(z), or p(z|condition) for priors that depend on one.</summary>
    /// <param name="condition">[rows, ...], or null.</param>
    public abstract Distribution Given(Tensor? condition = null);

    /// <summary>Adds what the prior learns; the standard normal learns nothing.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }
}
