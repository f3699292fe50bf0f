namespace Latent.Tensors.Ops;

/// <content>Squared distances between rows.</content>
public static partial class TensorOperations
{
    private static readonly SquaredDistanceOperation s_squaredDistance = new();

    /// <summary>The sum of squared differences of every row of <paramref name="a"/> from the same row of <paramref name="b"/>: [rows], where rows is the first dimension.</summary>
    /// <exception cref="TensorException">The shapes differ; the message names them.</exception>
    public static Tensor SquaredDistance(this Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape != b.Shape || a.Shape.Rank == 0)
        {
            throw new TensorException($"Rows of {a.Shape} and {b.Shape} have no distances: the shapes must be equal, with rows as their first dimension.");
        }
        Tensor y = Tensor.Empty(new Shape(a.Shape[0]), a.Backend);
        a.Backend.SquaredDistance(a, b, y);
        Tape.Current?.Record(new Node(s_squaredDistance, y, a, b));
        return y;
    }

    private sealed class SquaredDistanceOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            // 2 dy (a - b) for a, and its negative for b.
            Node n = d.Node;
            Tensor difference = d.Temporary(n.A!.Shape.AsMatrix());
            difference.Backend.Binary(Backends.BinaryOperation.Subtract, n.A.As(difference.Shape), n.B!.As(difference.Shape), difference, accumulate: false);
            difference.Backend.Binary(Backends.BinaryOperation.Multiply, difference, d.OutputGradient.As(new Shape(n.A.Shape[0], 1)), difference, accumulate: false);
            Add(d, n.A, difference, 2);
            Add(d, n.B, difference, -2);
            d.Return(difference);
        }

        private static void Add(in Derivation d, Tensor operand, Tensor difference, float scale)
        {
            if (d.Needs(operand))
            {
                Tensor target = d.Target(operand, out bool accumulate);
                target.Backend.Affine(difference, scale, 0, target, accumulate);
            }
        }
    }
}
