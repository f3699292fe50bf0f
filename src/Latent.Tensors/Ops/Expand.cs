using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Stretching and repeating.</content>
public static partial class TensorOperations
{
    private static readonly ExpandOperation s_expand = new();
    private static readonly RepeatOperation s_repeat = new();

    /// <summary>The tensor stretched to a larger shape by the rules of broadcasting.</summary>
    /// <exception cref="TensorException">It does not stretch to that shape.</exception>
    public static Tensor Expand(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape == shape)
        {
            return x;
        }
        if (Shape.Broadcast(x.Shape, shape) != shape)
        {
            throw new TensorException($"{x.Shape} does not stretch to {shape}.");
        }
        Tensor y = Tensor.Empty(shape, x.Backend);
        x.Backend.Binary(BinaryOperation.Maximum, x, x, y, false);
        Tape.Current?.Record(new Node(s_expand, y, x));
        return y;
    }

    /// <summary>All rows, <paramref name="times"/> times one after the other: <c>[batch, d]</c> becomes <c>[times * batch, d]</c>, in the order in which samples of a batch lie.</summary>
    /// <exception cref="TensorException">The tensor is a scalar.</exception>
    public static Tensor Repeat(this Tensor x, int times)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        if (times == 1)
        {
            return x;
        }
        Tensor y = Tensor.Empty(x.Shape.With(Axis.Of(x.Shape, 0), times * x.Shape[0]), x.Backend);
        Tensor row = x.As(new Shape(1, x.Length));
        x.Backend.Binary(BinaryOperation.Maximum, row, row, y.As(new Shape(times, x.Length)), false);
        Tape.Current?.Record(new Node(s_repeat, y, x) { Code = times });
        return y;
    }

    private sealed class ExpandOperation : Operation
    {
        public override void Backward(in Derivation d) => d.AddReduced(d.OutputGradient, d.Node.A!);
    }

    private sealed class RepeatOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Tensor x = d.Node.A!, dx = d.Target(x, out bool accumulate);
            Tensor dy = d.As(d.OutputGradient, new Shape(d.Node.Code, x.Length));
            x.Backend.Reduce(ReduceOperation.Sum, dy, d.As(dx, new Shape(1, x.Length)), accumulate);
        }
    }
}
