namespace Latent.Tensors.Ops;

/// <content>Means: sums, scaled.</content>
public static partial class TensorOperations
{
    /// <summary>The mean of all elements: a scalar.</summary>
    public static Tensor Mean(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Sum().Affine(1f / x.Length);
    }

    /// <summary>The means along one dimension, which goes, or is kept with extent 1.</summary>
    /// <exception cref="TensorException">There is no such dimension.</exception>
    public static Tensor Mean(this Tensor x, Index axis, bool keep = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Sum(axis, keep).Affine(1f / x.Shape[axis]);
    }
}
