using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Bounds;

/// <summary>
/// The evidence lower bound, E_q[log p(x|z)] - beta KL(q(z|x) || p(z)) (Kingma and Welling 2014; beta: Higgins et al.
/// 2017). Beta may follow a schedule: warmed up (Bowman et al. 2016) or cyclical (Fu et al. 2019). Free bits give every
/// latent dimension a floor under its KL, averaged over the batch, below which squeezing it further gains nothing
/// (Kingma et al. 2016).
/// </summary>
/// <param name="beta">The weight of the KL; null for 1.</param>
/// <param name="freeBits">The floor under each dimension's KL, in nats.</param>
/// <param name="samples">How many latents are drawn for every row.</param>
/// <param name="reconstruction">The weight of E[log p(x|z)]; below 1 where a penalty compares rows with their reconstructions in its stead.</param>
/// <param name="sticksTheLanding">Whether the KL is that of the samples and the encoder's gradient goes through them alone (Roeder et al. 2017): without noise where q(z|x) is the true posterior.</param>
public sealed class Elbo(Schedule? beta = null, double freeBits = 0, int samples = 1, double reconstruction = 1, bool sticksTheLanding = false) : Bound
{
    private readonly Schedule _beta = beta ?? Schedule.Constant(1);

    private readonly double _freeBits = sticksTheLanding && freeBits > 0
        ? throw new InputException("Free bits are a floor under the KL of each dimension, and a gradient that sticks the landing knows only that of all; leave out one of the two.")
        : freeBits;

    /// <inheritdoc/>
    public override int Samples => samples;

    /// <inheritdoc/>
    public override bool NeedsDensity => sticksTheLanding;

    /// <inheritdoc/>
    public override bool HoldsPosterior => sticksTheLanding;

    /// <inheritdoc/>
    public override bool IsMeanOfRows => _freeBits <= 0 && !sticksTheLanding;

    /// <inheritdoc/>
    public override Tensor OfRows(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (!IsMeanOfRows)
        {
            return base.OfRows(pass, step);
        }
        Tensor likelihood = pass.LogLikelihood.Reshape(new Shape(pass.Samples, pass.Batch.Rows)).Mean(0);
        return likelihood.Affine((float)reconstruction) - pass.Kl.Sum(1).Affine((float)_beta.At(step.Epoch));
    }

    /// <inheritdoc/>
    public override Tensor Objective(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        float weight = (float)_beta.At(step.Epoch);
        float perRow = 1f / pass.Batch.Rows;
        Tensor kl = _freeBits > 0 ? pass.Kl.Mean(0).Maximum((float)_freeBits).Sum()
            : sticksTheLanding ? (pass.LogLikelihood.Sum() - pass.LogWeight.Sum()).Affine(perRow / pass.Samples, 0)
            : pass.Kl.Sum().Affine(perRow, 0);
        return pass.LogLikelihood.Sum().Affine((float)reconstruction * perRow / pass.Samples, 0) - kl.Affine(weight, 0);
    }

    /// <inheritdoc/>
    internal override Tensor? LatentGradientScale(Tensor latent) =>
        sticksTheLanding ? Tensor.Full(new Shape(latent.Shape[0], 1), 1, latent.Backend) : null;
}
