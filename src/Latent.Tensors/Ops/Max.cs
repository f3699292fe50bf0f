using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The largest along a dimension.</content>
public static partial class TensorOperations
{
    private static readonly MaxOperation s_max = new();

    /// <summary>The largest elements along one dimension, which goes, or is kept with extent 1. Those that are equally large share the gradient.</summary>
    /// <exception cref="TensorException">There is no such dimension.</exception>
    public static Tensor Max(this Tensor x, Index axis, bool keep = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        int i = Axis.Of(x.Shape, axis);
        Shape kept = x.Shape.With(i, 1);
        Tensor y = Tensor.Empty(keep ? kept : x.Shape.Without(i), x.Backend);
        x.Backend.Reduce(ReduceOperation.Maximum, x, y.As(kept), false);
        Tape.Current?.Record(new Node(s_max, y, x) { Code = i });
        return y;
    }

    private sealed class MaxOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Tensor x = d.Node.A!;
            Backend backend = x.Backend;
            Shape kept = x.Shape.With(d.Node.Code, 1);
            Tensor less = d.Temporary(x.Shape), winners = d.Temporary(x.Shape), count = d.Temporary(kept), share = d.Temporary(kept);
            backend.Binary(BinaryOperation.Greater, d.As(d.Node.Output, kept), x, less, false);
            backend.Affine(less, -1, 1, winners, false);
            backend.Reduce(ReduceOperation.Sum, winners, count, false);
            backend.Binary(BinaryOperation.Divide, d.As(d.OutputGradient, kept), count, share, false);
            Tensor dx = d.Target(x, out bool accumulate);
            backend.Binary(BinaryOperation.Multiply, winners, share, dx, accumulate);
            d.Return(share);
            d.Return(count);
            d.Return(winners);
            d.Return(less);
        }
    }
}
