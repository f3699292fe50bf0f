using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Sums.</content>
public static partial class TensorOperations
{
    private static readonly SumOperation s_sum = new();
    private static readonly SumAxisOperation s_sumAxis = new();

    /// <summary>The sum of all elements: a scalar.</summary>
    public static Tensor Sum(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Empty(Shape.Scalar, x.Backend);
        x.Backend.Reduce(ReduceOperation.Sum, x, y, false);
        Tape.Current?.Record(new Node(s_sum, y, x));
        return y;
    }

    /// <summary>The sums along one dimension, which goes, or is kept with extent 1.</summary>
    /// <exception cref="TensorException">There is no such dimension.</exception>
    public static Tensor Sum(this Tensor x, Index axis, bool keep = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        int i = Axis.Of(x.Shape, axis);
        Shape kept = x.Shape.With(i, 1);
        Tensor y = Tensor.Empty(keep ? kept : x.Shape.Without(i), x.Backend);
        x.Backend.Reduce(ReduceOperation.Sum, x, y.As(kept), false);
        Tape.Current?.Record(new Node(s_sumAxis, y, x) { Code = i });
        return y;
    }

    private sealed class SumOperation : Operation
    {
        public override void Backward(in Derivation d) => d.AddStretched(d.OutputGradient, d.Node.A!);
    }

    private sealed class SumAxisOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Tensor x = d.Node.A!;
            d.AddStretched(d.As(d.OutputGradient, x.Shape.With(d.Node.Code, 1)), x);
        }
    }
}
