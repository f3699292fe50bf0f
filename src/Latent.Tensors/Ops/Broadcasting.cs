using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>What the operations on two elements share.</content>
public static partial class TensorOperations
{
    private static Tensor Broadcasting(Tensor a, Tensor b, BinaryOperation operation, Operation? derivative)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Tensor y = Tensor.Empty(Shape.Broadcast(a.Shape, b.Shape), a.Backend);
        a.Backend.Binary(operation, a, b, y, false);
        if (derivative is not null)
        {
            Tape.Current?.Record(new Node(derivative, y, a, b));
        }
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return y;
    }

    /// <summary>Adds operation(a, b), which has the output's shape, to the gradient of a possibly smaller operand.</summary>
    private static void AddBinary(in Derivation d, BinaryOperation operation, Tensor a, Tensor b, Tensor operand)
    {
        Shape shape = d.Node.Output.Shape;
        if (operand.Shape == shape)
        {
            Tensor target = d.Target(operand, out bool accumulate);
            a.Backend.Binary(operation, a, b, target, accumulate);
            return;
        }
        Tensor full = d.Temporary(shape);
        a.Backend.Binary(operation, a, b, full, false);
        d.AddReduced(full, operand);
        d.Return(full);
    }

    /// <summary>Takes the output's gradient from the gradient of a possibly smaller operand.</summary>
    private static void AddNegated(in Derivation d, Tensor gradient, Tensor operand)
    {
        Tensor target = d.Target(operand, out bool accumulate);
        if (operand.Shape == gradient.Shape)
        {
            gradient.Backend.Affine(gradient, -1, 0, target, accumulate);
            return;
        }
        Tensor reduced = d.Temporary(operand.Shape);
        gradient.Backend.Reduce(ReduceOperation.Sum, gradient, reduced, false);
        gradient.Backend.Affine(reduced, -1, 0, target, accumulate);
        d.Return(reduced);
    }
}
