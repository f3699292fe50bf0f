using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>The logarithms of the scales of affine flows.</summary>
internal static class LogScale
{
    private const float Limit = 1;

    /// <summary>
    /// Near zero the number itself, and never beyond one either way. A chain of scales multiplies; larger ones make densities
    /// so steep that a step of training lands far outside, and let a start and a chain outgrow floats that undo each other.
    /// </summary>
    public static Tensor Bounded(Tensor x) => x.Affine(1 / Limit).Tanh().Affine(Limit);
}
