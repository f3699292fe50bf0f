using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Comparison.</content>
public static partial class TensorOperations
{
    /// <summary>1 where a &gt; b, else 0, with broadcasting. It has no gradient.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor Greater(this Tensor a, Tensor b) => Broadcasting(a, b, BinaryOperation.Greater, null);

    /// <summary>1 where a &gt; b, else 0. It has no gradient.</summary>
    public static Tensor Greater(this Tensor a, float b)
    {
        ArgumentNullException.ThrowIfNull(a);
        return a.Greater(Tensor.Full(Shape.Scalar, b, a.Backend));
    }
}
