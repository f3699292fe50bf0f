namespace Latent.Tensors.Backends.Reference;

/// <summary>
/// Every kernel as the plainest loop that computes it, in double precision between a load and a store: slow, obvious,
/// and the definition of what every other backend must compute. Minima and maxima of two or more numbers are NaN if any
/// of them is NaN.
/// </summary>
internal sealed partial class ReferenceBackend : Backend
{
    /// <inheritdoc/>
    public override string Name => "Reference";

    internal override Storage Allocate(int length) => new HostStorage(this, length);

    internal override void Fill(Tensor y, float value) => Span(y).Fill(value);

    internal override void Copy(Tensor x, Tensor y, bool accumulate)
    {
        Span<float> from = Span(x), to = Span(y);
        for (int i = 0; i < to.Length; i++)
        {
            Put(to, i, from[i], accumulate);
        }
    }

    internal override double SumOfSquares(Tensor x)
    {
        double sum = 0;
        foreach (float value in Span(x))
        {
            sum += (double)value * value;
        }
        return sum;
    }

    /// <summary>The elements. A span, unlike a pointer, keeps the memory alive.</summary>
    private static Span<float> Span(Tensor x) => ((HostStorage)x.Storage).Span[..x.Length];

    private static void Put(Span<float> y, int i, double value, bool accumulate) => y[i] = (float)(accumulate ? y[i] + value : value);

    /// <summary>How far from one element to the next along every dimension.</summary>
    private static void Strides(ReadOnlySpan<int> extents, Span<int> strides)
    {
        int stride = 1;
        for (int i = extents.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= extents[i];
        }
    }

    /// <summary>How far to step in <paramref name="x"/> along every dimension of <paramref name="y"/>: zero where it is stretched.</summary>
    private static void StretchedStrides(Shape x, Shape y, Span<int> strides)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank], own = stackalloc int[Shape.MaxRank];
        extents = extents[..x.CopyTo(extents)];
        Strides(extents, own);
        for (int i = 1; i <= y.Rank; i++)
        {
            strides[y.Rank - i] = i > x.Rank || extents[x.Rank - i] == 1 ? 0 : own[x.Rank - i];
        }
    }

    /// <summary>Where the element of row-major number <paramref name="index"/> lies under other strides.</summary>
    private static int Offset(int index, ReadOnlySpan<int> extents, ReadOnlySpan<int> strides)
    {
        int offset = 0;
        for (int i = extents.Length - 1; i >= 0; i--)
        {
            offset += index % extents[i] * strides[i];
            index /= extents[i];
        }
        return offset;
    }
}
