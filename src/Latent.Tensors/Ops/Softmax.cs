using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Probabilities from logits.</content>
public static partial class TensorOperations
{
    private static readonly SoftmaxOperation s_softmax = new();

    /// <summary>exp(x) over its sum, along the innermost dimension.</summary>
    /// <exception cref="TensorException">The tensor is a scalar.</exception>
    public static Tensor Softmax(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        _ = Axis.Of(x.Shape, ^1);
        Tensor y = Tensor.Empty(x.Shape, x.Backend);
        x.Backend.Softmax(x, y);
        Tape.Current?.Record(new Node(s_softmax, y, x));
        return y;
    }

    /// <summary>The logarithm of <see cref="Softmax"/>, without losing small probabilities.</summary>
    /// <exception cref="TensorException">The tensor is a scalar.</exception>
    public static Tensor LogSoftmax(this Tensor x) => x.Subtract(x.LogSumExp(^1, keep: true));

    private sealed class SoftmaxOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            // dx = y (dy - sum(y dy)).
            Node n = d.Node;
            Backend backend = n.Output.Backend;
            Tensor product = d.Temporary(n.Output.Shape), sum = d.Temporary(n.Output.Shape.WithLast(1));
            backend.Binary(BinaryOperation.Multiply, n.Output, d.OutputGradient, product, false);
            backend.Reduce(ReduceOperation.Sum, product, sum, false);
            backend.Binary(BinaryOperation.Subtract, d.OutputGradient, sum, product, false);
            Tensor dx = d.Target(n.A!, out bool accumulate);
            backend.Binary(BinaryOperation.Multiply, n.Output, product, dx, accumulate);
            d.Return(sum);
            d.Return(product);
        }
    }
}
