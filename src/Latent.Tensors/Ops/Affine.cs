namespace Latent.Tensors.Ops;

/// <content>A scale and a shift by constants.</content>
public static partial class TensorOperations
{
    private static readonly AffineOperation s_affine = new();

    /// <summary>scale x + shift.</summary>
    public static Tensor Affine(this Tensor x, float scale, float shift = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor y = Tensor.Empty(x.Shape, x.Backend);
        x.Backend.Affine(x, scale, shift, y, false);
        Tape.Current?.Record(new Node(s_affine, y, x) { Number = scale });
        return y;
    }

    private sealed class AffineOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            if (n.Number == 1)
            {
                d.PassOn(n.A!);
                return;
            }
            Tensor dx = d.Target(n.A!, out bool accumulate);
            n.Output.Backend.Affine(d.OutputGradient, n.Number, 0, dx, accumulate);
        }
    }
}
