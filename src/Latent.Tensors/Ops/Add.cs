using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Addition.</content>
public static partial class TensorOperations
{
    private static readonly AddOperation s_add = new();

    /// <summary>a + b, with broadcasting.</summary>
    /// <exception cref="TensorException">The shapes do not broadcast.</exception>
    public static Tensor Add(this Tensor a, Tensor b) => Broadcasting(a, b, BinaryOperation.Add, s_add);

    /// <summary>a + b.</summary>
    public static Tensor Add(this Tensor a, float b) => a.Affine(1, b);

    private sealed class AddOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            if (d.Needs(n.B))
            {
                d.AddReduced(d.OutputGradient, n.B!);
            }
            if (!d.Needs(n.A))
            {
                return;
            }
            if (n.A!.Shape == n.Output.Shape)
            {
                d.PassOn(n.A);
            }
            else
            {
                d.AddReduced(d.OutputGradient, n.A);
            }
        }
    }
}
