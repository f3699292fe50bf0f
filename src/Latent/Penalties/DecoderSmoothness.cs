using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// weight |J|^2 for every latent, J the Jacobian of the decoded mean by the latent: the gradient penalty of RAE (Ghosh et al.
/// 2020), which keeps near latents near when they are decoded. It is estimated like <see cref="Contraction"/>, from the
/// difference either way along one random direction, so that no second derivative is needed.
/// </summary>
/// <param name="weight">The weight.</param>
public sealed class DecoderSmoothness(double weight = 0.01) : Penalty
{
    /// <summary>The deviation of a random direction: the differences' error is as small by rounding as by curvature.</summary>
    internal const float Step = 0.01f;

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor latent = pass.Latent, way = Tensor.Normal(latent.Shape, step.Rng.Split("smoothness"), latent.Backend) * Step;
        Tensor there = Decoded(latent + way), back = Decoded(latent - way);
        return (there - back).Square().Sum() * ((float)weight / (4 * Step * Step * latent.Shape[0]));

        Tensor Decoded(Tensor z) => pass.Model.Decode(z, pass.Batch.Condition, Phase.Evaluation).Mean;
    }
}
