namespace Latent.Tensors.Backends.Reference;

/// <content>Folds, and what only moves elements.</content>
internal sealed partial class ReferenceBackend
{
    internal override void Reduce(ReduceOperation operation, Tensor x, Tensor y, bool accumulate)
    {
        // The dimensions of x, parted into those that remain and those that are folded.
        Span<int> extents = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank];
        Span<int> kept = stackalloc int[Shape.MaxRank], keptStrides = stackalloc int[Shape.MaxRank];
        Span<int> folded = stackalloc int[Shape.MaxRank], foldedStrides = stackalloc int[Shape.MaxRank];
        extents = extents[..x.Shape.CopyTo(extents)];
        Strides(extents, strides);
        int keptRank = 0, foldedRank = 0, count = 1;
        for (int i = 0; i < extents.Length; i++)
        {
            int j = i - extents.Length + y.Shape.Rank;
            if (j >= 0 && y.Shape[j] != 1)
            {
                kept[keptRank] = extents[i];
                keptStrides[keptRank++] = strides[i];
            }
            else
            {
                folded[foldedRank] = extents[i];
                foldedStrides[foldedRank++] = strides[i];
                count *= extents[i];
            }
        }
        Span<float> from = Span(x), to = Span(y);
        for (int i = 0; i < to.Length; i++)
        {
            int start = Offset(i, kept[..keptRank], keptStrides);
            double result = operation == ReduceOperation.Sum ? 0 : double.NegativeInfinity;
            for (int j = 0; j < count; j++)
            {
                double value = from[start + Offset(j, folded[..foldedRank], foldedStrides)];
                result = operation == ReduceOperation.Sum ? result + value : Math.Max(result, value);
            }
            Put(to, i, result, accumulate);
        }
    }

    internal override void Gather(Tensor table, Indices rows, Tensor y)
    {
        int columns = table.Shape.Columns;
        for (int i = 0; i < rows.Length; i++)
        {
            Span(table).Slice(rows.Values[i] * columns, columns).CopyTo(Span(y)[(i * columns)..]);
        }
    }

    internal override void ScatterAdd(Tensor x, Indices rows, Tensor table)
    {
        int columns = table.Shape.Columns;
        Span<float> from = Span(x), to = Span(table);
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                to[(rows.Values[i] * columns) + j] += from[(i * columns) + j];
            }
        }
    }

    internal override void Slice(Tensor x, int axis, int start, Tensor y)
    {
        Parts(y.Shape, axis, out int outer, out int inner);
        int step = Inner(x.Shape, axis) * x.Shape[axis], begin = start * Inner(x.Shape, axis);
        for (int i = 0; i < outer; i++)
        {
            Span(x).Slice((i * step) + begin, inner).CopyTo(Span(y)[(i * inner)..]);
        }
    }

    internal override void SetSlice(Tensor x, Tensor y, int axis, int start, bool accumulate)
    {
        Parts(x.Shape, axis, out int outer, out int inner);
        int step = Inner(y.Shape, axis) * y.Shape[axis], begin = start * Inner(y.Shape, axis);
        Span<float> from = Span(x), to = Span(y);
        for (int i = 0; i < outer; i++)
        {
            for (int j = 0; j < inner; j++)
            {
                Put(to, (i * step) + begin + j, from[(i * inner) + j], accumulate);
            }
        }
    }

    internal override void Permute(Tensor x, ReadOnlySpan<int> axes, Tensor y, bool accumulate)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank], permuted = stackalloc int[Shape.MaxRank];
        Strides(extents[..x.Shape.CopyTo(extents)], strides);
        for (int i = 0; i < axes.Length; i++)
        {
            permuted[i] = strides[axes[i]];
        }
        extents = extents[..y.Shape.CopyTo(extents)];
        Span<float> from = Span(x), to = Span(y);
        for (int i = 0; i < to.Length; i++)
        {
            Put(to, i, from[Offset(i, extents, permuted)], accumulate);
        }
    }

    /// <summary>The pieces of memory that a slice of this shape consists of: how many, and how long each is.</summary>
    private static void Parts(Shape slice, int axis, out int outer, out int inner)
    {
        inner = Inner(slice, axis) * slice[axis];
        outer = inner == 0 ? 0 : slice.Length / inner;
    }

    /// <summary>How far from one index of the axis to the next.</summary>
    private static int Inner(Shape shape, int axis)
    {
        int inner = 1;
        for (int i = axis + 1; i < shape.Rank; i++)
        {
            inner *= shape[i];
        }
        return inner;
    }
}
