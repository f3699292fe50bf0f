using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The matrix product.</content>
public static partial class TensorOperations
{
    private static readonly MatMulOperation s_matMul = new();

    /// <summary>The product of two matrices, each as it is or transposed: [m, k] and [k, n] give [m, n].</summary>
    /// <exception cref="TensorException">They are not matrices, or the inner extents differ.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b, bool transposeA = false, bool transposeB = false)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank != 2 || b.Shape.Rank != 2 || a.Shape[transposeA ? 0 : 1] != b.Shape[transposeB ? 1 : 0])
        {
            throw new TensorException($"The matrix product of {a.Shape}{(transposeA ? " transposed" : "")} and {b.Shape}{(transposeB ? " transposed" : "")} does not exist: it needs two matrices of equal inner extents.");
        }
        Tensor c = Tensor.Empty(new Shape(a.Shape[transposeA ? 1 : 0], b.Shape[transposeB ? 0 : 1]), a.Backend);
        a.Backend.MatMul(a, transposeA, b, transposeB, c, false);
        Tape.Current?.Record(new Node(s_matMul, c, a, b) { Code = transposeA ? 1 : 0, Code2 = transposeB ? 1 : 0 });
        return c;
    }

    private sealed class MatMulOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Backend backend = n.Output.Backend;
            Tensor a = n.A!, b = n.B!, dc = d.OutputGradient;
            bool transposeA = n.Code != 0, transposeB = n.Code2 != 0;
            if (d.Needs(a))
            {
                Tensor da = d.Target(a, out bool accumulate);
                if (transposeA)
                {
                    backend.MatMul(b, transposeB, dc, true, da, accumulate);
                }
                else
                {
                    backend.MatMul(dc, false, b, !transposeB, da, accumulate);
                }
            }
            if (d.Needs(b))
            {
                Tensor db = d.Target(b, out bool accumulate);
                if (transposeB)
                {
                    backend.MatMul(dc, true, a, transposeA, db, accumulate);
                }
                else
                {
                    backend.MatMul(a, !transposeA, dc, false, db, accumulate);
                }
            }
        }
    }
}
