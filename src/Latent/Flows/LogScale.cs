using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Flows;

/// <summary>The logarithms of the scales of affine flows.</summary>
internal static class LogScale
{
    private const float Limit = 3;

    /// <summary>Near zero the number itself, and never beyond three either way: chains of scales stay within floats.</summary>
    public static Tensor Bounded(Tensor x) => x.Affine(1 / Limit).Tanh().Affine(Limit);
}
