using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Penalties;

/// <summary>
/// A critic that tells latents from draws of the prior, and an encoder that learns to deceive it, until the aggregated
/// posterior is the prior (adversarial autoencoders: Makhzani et al. 2015; WAE-GAN: Tolstikhin et al. 2018). The model pays
/// weight times minus the logarithm of the probability that the critic gives its latents of being the prior's.
/// </summary>
public sealed class LatentCritic : LatentContest
{
    /// <summary>A penalty with a fresh critic.</summary>
    /// <inheritdoc cref="LatentContest"/>
    public LatentCritic(int latentSize, IReadOnlyList<int> hidden, double weight, Rng rng, Backend? backend = null)
        : base(latentSize, hidden, weight, rng, backend)
    {
    }

    /// <inheritdoc/>
    private protected override Tensor Term(Tensor score) => score.Softplus();

    /// <inheritdoc/>
    private protected override Tensor Others(Pass pass, Rng rng) => DrawnFromPrior(pass, rng).Detach();
}
