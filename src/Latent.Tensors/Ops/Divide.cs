using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Division.</content>
public static partial class TensorOperations
{
    private static readonly DivideOperation s_divide = new();

    /// <summary>a / b, with broadcasting.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor Divide(this Tensor a, Tensor b) => Broadcasting(a, b, BinaryOperation.Divide, s_divide);

    /// <summary>a / b.</summary>
    public static Tensor Divide(this Tensor a, float b) => a.Affine(1 / b);

    private sealed class DivideOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            if (d.Needs(n.A))
            {
                AddBinary(d, BinaryOperation.Divide, d.OutputGradient, n.B!, n.A!);
            }
            if (!d.Needs(n.B))
            {
                return;
            }

            // d(a / b) / db = -(a / b) / b, and a / b is the output.
            Backend backend = n.Output.Backend;
            Tensor product = d.Temporary(n.Output.Shape), quotient = d.Temporary(n.Output.Shape);
            backend.Binary(BinaryOperation.Multiply, d.OutputGradient, n.Output, product, false);
            backend.Binary(BinaryOperation.Divide, product, n.B!, quotient, false);
            AddNegated(d, quotient, n.B!);
            d.Return(quotient);
            d.Return(product);
        }
    }
}
