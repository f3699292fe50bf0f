using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Latent.Detection;

/// <summary>The mean of the least distances of points to some others, as many points at a time as a vector has lanes.</summary>
internal static class NearestMean
{
    /// <summary>How many neighbours there may be at most.</summary>
    public const int Most = 64;

    /// <summary>Below this a point is one of the others itself, in squared units of noise; it is its own neighbour once.</summary>
    private const float Same = 1e-3f;

    // So many points go together: the lanes of the widest vector.
    private const int Lanes = 16;

    // So many of the least stay in registers.
    private const int Few = 6;

    /// <summary>Adds to every point's sum the mean of its distances to the nearest of the others.</summary>
    /// <param name="products">[others, points]: their inner products.</param>
    /// <param name="squares">The others' squared lengths.</param>
    /// <param name="own">The points' squared lengths.</param>
    /// <param name="neighbours">How many of the nearest count.</param>
    /// <param name="sums">One for every point.</param>
    public static void Add(ReadOnlySpan<float> products, ReadOnlySpan<float> squares, ReadOnlySpan<float> own, int neighbours, Span<float> sums)
    {
        // One more, since the nearest may be the point itself.
        Span<Vector512<float>> least = stackalloc Vector512<float>[Math.Min(neighbours + 1, squares.Length)];
        Span<float> last = stackalloc float[Lanes];
        int points = own.Length, i = 0;
        for (; i <= points - Lanes; i += Lanes)
        {
            Find(products[i..], points, squares, least);
            Vector512.Add(Vector512.Create<float>(sums[i..]), Mean(least, Vector512.Create<float>(own[i..]), neighbours)).CopyTo(sums[i..]);
        }
        if (i == points)
        {
            return;
        }
        float[] rest = new float[squares.Length * Lanes];
        for (int other = 0; other < squares.Length; other++)
        {
            products.Slice((other * points) + i, points - i).CopyTo(rest.AsSpan(other * Lanes));
        }
        Find(rest, Lanes, squares, least);
        own[i..].CopyTo(last);
        Mean(least, Vector512.Create<float>(last), neighbours).CopyTo(last);
        for (int lane = 0; i < points; i++, lane++)
        {
            sums[i] += last[lane];
        }
    }

    /// <summary>The least of the squared distances, less the points' own squared lengths, in rising order.</summary>
    private static void Find(ReadOnlySpan<float> products, int stride, ReadOnlySpan<float> squares, Span<Vector512<float>> least)
    {
        if (least.Length <= Few)
        {
            FindFew(products, stride, squares, least);
            return;
        }
        least.Fill(Vector512.Create(float.PositiveInfinity));
        for (int other = 0; other < squares.Length; other++)
        {
            Vector512<float> x = Distance(products, other * stride, squares[other]);
            foreach (ref Vector512<float> one in least)
            {
                (one, x) = (Vector512.MinNative(one, x), Vector512.MaxNative(one, x));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindFew(ReadOnlySpan<float> products, int stride, ReadOnlySpan<float> squares, Span<Vector512<float>> least)
    {
        Vector512<float> a = Vector512.Create(float.PositiveInfinity), b = a, c = a, d = a, e = a, f = a;
        for (int other = 0; other < squares.Length; other++)
        {
            Vector512<float> x = Distance(products, other * stride, squares[other]);
            (a, x) = (Vector512.MinNative(a, x), Vector512.MaxNative(a, x));
            (b, x) = (Vector512.MinNative(b, x), Vector512.MaxNative(b, x));
            (c, x) = (Vector512.MinNative(c, x), Vector512.MaxNative(c, x));
            (d, x) = (Vector512.MinNative(d, x), Vector512.MaxNative(d, x));
            (e, x) = (Vector512.MinNative(e, x), Vector512.MaxNative(e, x));
            f = Vector512.MinNative(f, x);
        }
        ReadOnlySpan<Vector512<float>> all = [a, b, c, d, e, f];
        all[..least.Length].CopyTo(least);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Distance(ReadOnlySpan<float> products, int place, float square)
    {
        Vector512<float> product = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(products), (nuint)place);
        // What is not a number is the second of the two, and so infinitely far.
        return Vector512.MinNative(Vector512.FusedMultiplyAdd(product, Vector512.Create(-2f), Vector512.Create(square)), Vector512.Create(float.PositiveInfinity));
    }

    private static Vector512<float> Mean(ReadOnlySpan<Vector512<float>> least, Vector512<float> own, int neighbours)
    {
        int count = Math.Min(neighbours, least.Length);
        Vector512<float> sum = Vector512<float>.Zero, first = Length(least[0] + own), last = first;
        for (int i = 0; i < count; i++)
        {
            sum += Length(least[i] + own);
        }
        if (least.Length > neighbours)
        {
            last = Length(least[^1] + own);
            Vector512<float> isSame = Vector512.LessThan(least[0] + own, Vector512.Create(Same) * (Vector512<float>.One + (Vector512.Create(1e-3f) * own)));
            sum = Vector512.ConditionalSelect(isSame, sum - first + last, sum);
        }
        return sum / count;
    }

    // What is not a number is the second of the two, and stays.
    private static Vector512<float> Length(Vector512<float> square) => Vector512.Sqrt(Vector512.MaxNative(Vector512<float>.Zero, square));
}
