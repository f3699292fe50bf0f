using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Targets;

/// <summary>The bound of a conditional model on rows whose labels are partly unknown: M2 of Kingma et al. 2014.</summary>
internal abstract class TargetBound
{
    /// <summary>Sends rows through the model under their label, or under those that they may have; the pass is told of it.</summary>
    /// <param name="x">[rows, ...], those without labels first.</param>
    /// <param name="mask">As in <see cref="Batch.Mask"/>, of these rows.</param>
    /// <param name="pass">What q(y|x) is, and the labels.</param>
    /// <param name="generative">How much of its gradient reaches the network of q(y|x).</param>
    /// <param name="rng">Where latents and labels are drawn from.</param>
    /// <param name="phase">Training.</param>
    public abstract void Infer(Tensor x, Tensor? mask, TargetPass pass, float generative, Rng rng, Phase phase);

    /// <summary>The bound, to be maximised.</summary>
    /// <returns>A scalar: nats per row, averaged over the batch.</returns>
    public abstract Tensor Objective(TargetPass pass, StepContext step, float generative);

    /// <summary>The same value, its gradient scaled.</summary>
    public static Tensor Tempered(Tensor x, float scale) => scale == 1 ? x : x.Affine(scale) + x.Detach().Affine(1 - scale);

    /// <summary>Rows, those without labels so many times.</summary>
    protected static Tensor Expanded(Tensor x, int times, TargetPass pass) => pass.Unlabelled == 0 || times == 1
        ? x
        : pass.Labels.Count == 0 ? x.Repeat(times) : x.Slice(0, 0, pass.Unlabelled).Repeat(times).Concat(x.Slice(0, pass.Unlabelled, pass.Labels.Count), 0);
}
