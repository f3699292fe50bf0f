using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The logarithm of a sum of exponentials.</content>
public static partial class TensorOperations
{
    private static readonly LogSumExpOperation s_logSumExp = new();

    /// <summary>log sum exp along one dimension, which goes, or is kept with extent 1, without overflow. Of minus infinities alone it is minus infinity.</summary>
    /// <exception cref="TensorException">There is no such dimension.</exception>
    public static Tensor LogSumExp(this Tensor x, Index axis, bool keep = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        int i = Axis.Of(x.Shape, axis);
        Shape rest = x.Shape.Without(i);
        Tensor y = Tensor.Empty(keep ? x.Shape.With(i, 1) : rest, x.Backend);
        Tensor rows = ToLast(x, i, out Tensor? temporary);
        x.Backend.LogSumExp(rows, y.As(rows.Shape.WithLast(1)));
        if (temporary is not null)
        {
            Tape.Current?.Return(temporary);
        }
        Tape.Current?.Record(new Node(s_logSumExp, y, x) { Code = i });
        return y;
    }

    /// <summary>The tensor with one dimension moved to the innermost place; a temporary unless it is there already.</summary>
    private static Tensor ToLast(Tensor x, int axis, out Tensor? temporary)
    {
        temporary = null;
        if (axis == x.Shape.Rank - 1)
        {
            return x;
        }
        Span<int> axes = stackalloc int[Shape.MaxRank];
        axes = MovedToLast(x.Shape.Rank, axis, axes);
        temporary = Tensor.Empty(Permuted(x.Shape, axes), x.Backend);
        x.Backend.Permute(x, axes, temporary, false);
        return temporary;
    }

    private static Span<int> MovedToLast(int rank, int axis, Span<int> axes)
    {
        for (int i = 0; i < rank - 1; i++)
        {
            axes[i] = i < axis ? i : i + 1;
        }
        axes[rank - 1] = axis;
        return axes[..rank];
    }

    private sealed class LogSumExpOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            // The derivative is the softmax.
            Tensor x = d.Node.A!;
            Backend backend = x.Backend;
            int rank = x.Shape.Rank, axis = d.Node.Code;
            Span<int> axes = stackalloc int[Shape.MaxRank], inverse = stackalloc int[Shape.MaxRank];
            axes = MovedToLast(rank, axis, axes);
            bool last = axis == rank - 1;
            Tensor rows = x;
            if (!last)
            {
                rows = d.Temporary(Permuted(x.Shape, axes));
                backend.Permute(x, axes, rows, false);
            }
            Tensor softmax = d.Temporary(rows.Shape);
            backend.Softmax(rows, softmax);
            Tensor dy = d.As(d.OutputGradient, rows.Shape.WithLast(1));
            Tensor dx = d.Target(x, out bool accumulate);
            if (last)
            {
                backend.Binary(BinaryOperation.Multiply, softmax, dy, dx, accumulate);
            }
            else
            {
                backend.Binary(BinaryOperation.Multiply, softmax, dy, rows, false);
                backend.Permute(rows, Inverse(axes, inverse), dx, accumulate);
                d.Return(rows);
            }
            d.Return(softmax);
        }
    }
}
