namespace Latent.Tensors.Ops;

/// <content>Other shapes over the same elements.</content>
public static partial class TensorOperations
{
    private static readonly ReshapeOperation s_reshape = new();

    /// <summary>The same elements, row-major, in another shape. Nothing is copied: the result shares the memory.</summary>
    /// <exception cref="TensorException">The numbers of elements differ.</exception>
    public static Tensor Reshape(this Tensor x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Shape == shape)
        {
            return x;
        }
        if (shape.Length != x.Length)
        {
            throw new TensorException($"{x.Shape} has {x.Length} elements and cannot be reshaped to {shape}, which has {shape.Length}.");
        }
        Tensor y = x.View(shape);
        Tape.Current?.Record(new Node(s_reshape, y, x));
        return y;
    }

    /// <summary>The same elements, row-major, with these extents; one of them may be -1, and is then what is left over. Nothing is copied.</summary>
    /// <exception cref="TensorException">The numbers of elements differ.</exception>
    public static Tensor Reshape(this Tensor x, params ReadOnlySpan<int> extents)
    {
        ArgumentNullException.ThrowIfNull(x);
        int unknown = extents.IndexOf(-1);
        if (unknown < 0 || extents.Length > Shape.MaxRank)
        {
            return x.Reshape(new Shape(extents));
        }
        Span<int> known = stackalloc int[Shape.MaxRank];
        extents.CopyTo(known);
        known = known[..extents.Length];
        known[unknown] = 1;
        int length = new Shape(known).Length;
        known[unknown] = length == 0 ? 0 : x.Length / length;
        return x.Reshape(new Shape(known));
    }

    /// <summary>The outermost dimension against all others: <c>[64, 28, 28]</c> becomes <c>[64, 784]</c>. Nothing is copied.</summary>
    public static Tensor Flatten(this Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape.Rank < 2 ? x : x.Reshape(x.Shape.AsMatrix());
    }

    private sealed class ReshapeOperation : Operation
    {
        public override void Backward(in Derivation d) => d.PassOn(d.Node.A!);
    }
}
