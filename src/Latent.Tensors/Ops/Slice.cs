using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>A part of a tensor.</content>
public static partial class TensorOperations
{
    private static readonly SliceOperation s_slice = new();

    /// <summary>The part of <paramref name="length"/> indices that begins at <paramref name="start"/> of one dimension, copied.</summary>
    /// <exception cref="TensorException">The part does not lie within the tensor.</exception>
    public static Tensor Slice(this Tensor x, Index axis, int start, int length)
    {
        ArgumentNullException.ThrowIfNull(x);
        int i = Axis.Of(x.Shape, axis);
        if (start < 0 || length < 0 || start > x.Shape[i] - length)
        {
            throw new TensorException($"{x.Shape} has no {length} indices from {start} on in dimension {i}.");
        }
        Tensor y = Tensor.Empty(x.Shape.With(i, length), x.Backend);
        x.Backend.Slice(x, i, start, y);
        Tape.Current?.Record(new Node(s_slice, y, x) { Code = i, Code2 = start });
        return y;
    }

    private sealed class SliceOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Tensor dx = d.Target(n.A!, out bool accumulate);
            if (!accumulate)
            {
                dx.Backend.Fill(dx, 0);
            }
            dx.Backend.SetSlice(d.OutputGradient, dx, n.Code, n.Code2, true);
        }
    }
}
