using Latent.Priors;
using Latent.Tensors;

namespace Latent.Posteriors;

/// <summary>A posterior over latents that are made of codes: at each of some positions, one of finitely many.</summary>
public abstract class DiscretePosterior : Posterior
{
    /// <summary>At how many positions a latent has a code.</summary>
    public abstract int Positions { get; }

    /// <summary>How many codes there are for a position.</summary>
    public abstract int Codes { get; }

    /// <summary>Whether a code means the same at every position.</summary>
    public abstract bool SharesCodes { get; }

    /// <summary>The prior under which all codes are equally likely, everywhere.</summary>
    public abstract Prior Uniform { get; }

    /// <summary>Tells the codes of latents.</summary>
    /// <param name="latents">[rows, latent]: latents that are made of codes.</param>
    /// <param name="codes">Takes <see cref="Positions"/> numbers a row.</param>
    public abstract void Read(Tensor latents, Span<int> codes);

    /// <summary>Makes latents of codes.</summary>
    /// <param name="codes"><see cref="Positions"/> numbers a row.</param>
    /// <returns>[rows, latent].</returns>
    public abstract Tensor Write(Indices codes);
}
