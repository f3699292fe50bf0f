using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>A choice between two.</content>
public static partial class TensorOperations
{
    private static readonly WhereOperation s_where = new();

    /// <summary><paramref name="a"/> where the condition is not 0, else <paramref name="b"/>, with broadcasting. The condition gets no gradient.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor Where(this Tensor condition, Tensor a, Tensor b)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Shape shape = Shape.Broadcast(condition.Shape, Shape.Broadcast(a.Shape, b.Shape));
        Tensor y = Tensor.Empty(shape, a.Backend);
        a.Backend.Where(condition, a, b, y);
        Tape.Current?.Record(new Node(s_where, y, condition, a, b));
        return y;
    }

    private sealed class WhereOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            if (!d.Needs(n.B) && !d.Needs(n.C))
            {
                return;
            }
            Tensor zero = d.Temporary(Shape.Scalar), part = d.Temporary(n.Output.Shape);
            Backend backend = n.Output.Backend;
            backend.Fill(zero, 0);
            if (d.Needs(n.B))
            {
                backend.Where(n.A!, d.OutputGradient, zero, part);
                d.AddReduced(part, n.B!);
            }
            if (d.Needs(n.C))
            {
                backend.Where(n.A!, zero, d.OutputGradient, part);
                d.AddReduced(part, n.C!);
            }
            d.Return(part);
            d.Return(zero);
        }
    }
}
