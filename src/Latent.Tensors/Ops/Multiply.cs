using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Multiplication, element by element.</content>
public static partial class TensorOperations
{
    private static readonly MultiplyOperation s_multiply = new();

    /// <summary>a b, with broadcasting.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor Multiply(this Tensor a, Tensor b) => Broadcasting(a, b, BinaryOperation.Multiply, s_multiply);

    /// <summary>a b.</summary>
    public static Tensor Multiply(this Tensor a, float b) => a.Affine(b);

    private sealed class MultiplyOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            if (d.Needs(n.A))
            {
                AddBinary(d, BinaryOperation.Multiply, d.OutputGradient, n.B!, n.A!);
            }
            if (d.Needs(n.B))
            {
                AddBinary(d, BinaryOperation.Multiply, d.OutputGradient, n.A!, n.B!);
            }
        }
    }
}
