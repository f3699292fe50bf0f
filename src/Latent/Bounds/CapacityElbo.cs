using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Bounds;

/// <summary>E_q[log p(x|z)] - gamma |KL - C|: the KL is held at a capacity C that grows while training goes on (Burgess et al. 2018).</summary>
/// <param name="capacity">C, in nats.</param>
/// <param name="gamma">How strongly the KL is held there.</param>
public sealed class CapacityElbo(Schedule capacity, double gamma = 1000) : Bound
{
    /// <inheritdoc/>
    public override bool NeedsDensity => true;

    /// <inheritdoc/>
    public override Tensor Objective(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        float perRow = 1f / pass.Batch.Rows;
        Tensor distance = pass.Kl.Sum().Affine(perRow, -(float)capacity.At(step.Epoch)).Abs();
        return pass.LogLikelihood.Sum().Affine(perRow / pass.Samples, 0) - distance.Affine((float)gamma, 0);
    }
}
