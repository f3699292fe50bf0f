using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The smaller and the greater of two.</content>
public static partial class TensorOperations
{
    private static readonly ExtremeOperation s_minimum = new(BinaryOperation.Minimum);
    private static readonly ExtremeOperation s_maximum = new(BinaryOperation.Maximum);

    /// <summary>The smaller of two elements, with broadcasting; where they are equal each gets half of the gradient. NaN if either is.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor Minimum(this Tensor a, Tensor b) => Broadcasting(a, b, BinaryOperation.Minimum, s_minimum);

    /// <summary>The greater of two elements, with broadcasting; where they are equal each gets half of the gradient. NaN if either is.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor Maximum(this Tensor a, Tensor b) => Broadcasting(a, b, BinaryOperation.Maximum, s_maximum);

    /// <summary>min(x, limit).</summary>
    public static Tensor Minimum(this Tensor x, float limit) => Elementwise(x, UnaryOperation.ClipMaximum, limit);

    /// <summary>max(x, limit).</summary>
    public static Tensor Maximum(this Tensor x, float limit) => Elementwise(x, UnaryOperation.ClipMinimum, limit);

    private sealed class ExtremeOperation(BinaryOperation kind) : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            if (d.Needs(n.A))
            {
                Add(d, n.A!, n.B!);
            }
            if (d.Needs(n.B))
            {
                Add(d, n.B!, n.A!);
            }
        }

        /// <summary>The operand's share is (1 + [it wins] - [the other wins]) / 2.</summary>
        private void Add(in Derivation d, Tensor operand, Tensor other)
        {
            Backend backend = operand.Backend;
            Tensor greater = d.Temporary(d.Node.Output.Shape), less = d.Temporary(d.Node.Output.Shape);
            backend.Binary(BinaryOperation.Greater, operand, other, greater, false);
            backend.Binary(BinaryOperation.Greater, other, operand, less, false);
            Tensor share = d.Temporary(d.Node.Output.Shape);
            bool maximum = kind == BinaryOperation.Maximum;
            backend.Affine(greater, maximum ? 0.5f : -0.5f, 0.5f, share, false);
            backend.Affine(less, maximum ? -0.5f : 0.5f, 0, share, true);
            AddBinary(d, BinaryOperation.Multiply, d.OutputGradient, share, operand);
            d.Return(share);
            d.Return(less);
            d.Return(greater);
        }
    }
}
