using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>weight |z|^2 / 2 for every latent: what keeps those of an autoencoder without noise from running away (RAE: Ghosh et al. 2020).</summary>
/// <param name="weight">The weight.</param>
public sealed class LatentNorm(double weight = 1) : Penalty
{
    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return pass.Latent.Square().Sum() * (0.5f * (float)weight / pass.Latent.Shape[0]);
    }
}
