using Latent.Tensors;

namespace Latent.Samplers;

/// <summary>
/// A distribution over latents that is fitted, after a model was trained, to those that its data have: where the prior is
/// not what latents came to be like, rows decoded from these are better (Ghosh et al. 2020).
/// </summary>
public abstract class LatentSampler : Sampler
{
    /// <summary>Draws latents.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="temperature">Their spread relative to the fitted one; below 1 gives more typical ones.</param>
    /// <returns>[count, latent].</returns>
    public abstract Tensor Sample(int count, Rng rng, float temperature = 1);
}
