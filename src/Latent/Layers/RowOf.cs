using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Rows of [..., channels], as the layers that work on channels take them.</summary>
internal static class RowOf
{
    /// <summary>The row, if it has channels.</summary>
    public static Shape Channels(Shape row) =>
        row.Rank > 0 && row.Length > 0 ? row : throw new ArgumentException($"A row needs channels; {row} has none.", nameof(row));

    /// <summary>The row, if it has one to three spatial dimensions and channels.</summary>
    public static Shape Places(Shape row) =>
        row.Rank is >= 2 and <= 4 && row.Length > 0 ? row : throw new ArgumentException($"A row needs one to three spatial dimensions and channels, not {row}.", nameof(row));

    /// <summary>The tensor as rows of that shape.</summary>
    public static Tensor Shaped(Tensor x, Shape row)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape.Rank == 0 ? 1 : x.Shape[0];
        return x.Reshape(row.Prepend(rows));
    }

    /// <summary>The same window in every spatial dimension of a row.</summary>
    public static Resampling Windows(Shape row, int window, int? stride, int padding) =>
        Resampling.Average(row.ToArray().AsSpan(..^1), [window], [stride ?? window], [padding]);

    /// <summary>A scale of ones and a shift of zeros, to be learned.</summary>
    public static (Tensor Scale, Tensor Shift) Affine(int count, Backend? backend) =>
        (Tensor.Parameter([.. Enumerable.Repeat(1f, count)], new Shape(count), backend), Tensor.Parameter(new float[count], new Shape(count), backend));
}
