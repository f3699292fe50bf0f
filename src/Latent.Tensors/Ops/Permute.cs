namespace Latent.Tensors.Ops;

/// <content>Dimensions in another order.</content>
public static partial class TensorOperations
{
    private static readonly PermuteOperation s_permute = new();

    /// <summary>The tensor with its dimensions in another order: dimension i of the result is dimension axes[i] of x.</summary>
    /// <exception cref="TensorException">The axes are not every dimension once.</exception>
    public static Tensor Permute(this Tensor x, params ReadOnlySpan<int> axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        int seen = 0, code = 0;
        for (int i = 0; i < axes.Length; i++)
        {
            if ((uint)axes[i] < (uint)x.Shape.Rank)
            {
                seen |= 1 << axes[i];
                code |= axes[i] << (3 * i);
            }
        }
        if (axes.Length != x.Shape.Rank || seen != (1 << axes.Length) - 1)
        {
            throw new TensorException($"A permutation of {x.Shape} must name each of its {x.Shape.Rank} dimensions once, not [{string.Join(", ", axes.ToArray())}].");
        }
        Tensor y = Tensor.Empty(Permuted(x.Shape, axes), x.Backend);
        x.Backend.Permute(x, axes, y, false);
        Tape.Current?.Record(new Node(s_permute, y, x) { Code = code });
        return y;
    }

    /// <summary>The tensor with its two innermost dimensions exchanged.</summary>
    /// <exception cref="TensorException">There are fewer than two.</exception>
    public static Tensor Transpose(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rank = x.Shape.Rank;
        if (rank < 2)
        {
            throw new TensorException($"{x.Shape} has no two dimensions to exchange.");
        }
        Span<int> axes = [0, 1, 2, 3, 4, 5];
        (axes[rank - 2], axes[rank - 1]) = (rank - 1, rank - 2);
        return x.Permute(axes[..rank]);
    }

    private static Shape Permuted(Shape shape, ReadOnlySpan<int> axes)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank];
        for (int i = 0; i < axes.Length; i++)
        {
            extents[i] = shape[axes[i]];
        }
        return new Shape(extents[..axes.Length]);
    }

    private static Span<int> Inverse(ReadOnlySpan<int> axes, Span<int> inverse)
    {
        for (int i = 0; i < axes.Length; i++)
        {
            inverse[axes[i]] = i;
        }
        return inverse[..axes.Length];
    }

    private sealed class PermuteOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Span<int> axes = stackalloc int[Shape.MaxRank], inverse = stackalloc int[Shape.MaxRank];
            axes = axes[..n.Output.Shape.Rank];
            for (int i = 0; i < axes.Length; i++)
            {
                axes[i] = (n.Code >> (3 * i)) & 7;
            }
            Tensor dx = d.Target(n.A!, out bool accumulate);
            dx.Backend.Permute(d.OutputGradient, Inverse(axes, inverse), dx, accumulate);
        }
    }
}
