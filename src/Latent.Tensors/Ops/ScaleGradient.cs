using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>A factor on the way back.</content>
public static partial class TensorOperations
{
    private static readonly ScaleGradientOperation s_scaleGradient = new();

    /// <summary>
    /// The same values, whose gradient is multiplied by <paramref name="scale"/> on its way back. The scale is read then,
    /// so it may be overwritten after the forward pass; it gets no gradient itself.
    /// </summary>
    /// <exception cref="TensorException">The scale does not stretch to the tensor's shape.</exception>
    public static Tensor ScaleGradient(this Tensor x, Tensor scale)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(scale);
        if (Shape.Broadcast(x.Shape, scale.Shape) != x.Shape)
        {
            throw new TensorException($"A scale of shape {scale.Shape} does not stretch to {x.Shape}.");
        }
        Tensor y = x.View(x.Shape);
        Tape.Current?.Record(new Node(s_scaleGradient, y, x, scale.Detach()));
        return y;
    }

    private sealed class ScaleGradientOperation : Operation
    {
        public override void Backward(in Derivation d) => AddBinary(d, BinaryOperation.Multiply, d.OutputGradient, d.Node.B!, d.Node.A!);
    }
}
