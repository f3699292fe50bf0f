using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>weight sum_j |z_j| for every latent: most values come to lie at zero (Ng 2011).</summary>
/// <param name="weight">The weight.</param>
public sealed class L1Sparsity(double weight = 1) : Penalty
{
    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return pass.Latent.Abs().Sum() * ((float)weight / pass.Latent.Shape[0]);
    }
}
