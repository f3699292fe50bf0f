using Latent.Tensors;
using Latent.Training;

namespace Latent.Bounds;

/// <summary>How samples become what is maximised: a lower bound on log p(x), or a variation of one.</summary>
public abstract class Bound
{
    /// <summary>How many latents are drawn for every row in training.</summary>
    public virtual int Samples => 1;

    /// <summary>Whether it makes sense only for posteriors with a density: it needs log q(z|x) or a KL.</summary>
    public virtual bool NeedsDensity => false;

    /// <summary>Whether it holds log q(z|x) fixed while the samples move; see <see cref="Posteriors.Posterior.CanBeHeld"/>.</summary>
    public virtual bool HoldsPosterior => false;

    /// <summary>The objective, to be maximised.</summary>
    /// <returns>A scalar: nats per row, averaged over the batch.</returns>
    public abstract Tensor Objective(Pass pass, StepContext step);

    /// <summary>Whether the objective is the mean of <see cref="OfRows"/>, so that rows can be weighed.</summary>
    public virtual bool IsMeanOfRows => false;

    /// <summary>What every row has in the objective.</summary>
    /// <returns>[rows], nats.</returns>
    /// <exception cref="NotSupportedException">The objective is no mean over rows.</exception>
    public virtual Tensor OfRows(Pass pass, StepContext step) => throw new NotSupportedException($"{GetType().Name} is no mean over rows.");

    /// <summary>For bounds with a gradient of their own between the samples and the encoder: a tensor, one scale a sample, that <see cref="Objective"/> may fill in; log q(z|x) is then held fixed in the weights. Null for the ordinary gradient.</summary>
    /// <param name="latent">[samples * rows, latent].</param>
    internal virtual Tensor? LatentGradientScale(Tensor latent) => null;
}
