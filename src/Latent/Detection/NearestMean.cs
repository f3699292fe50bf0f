using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Latent.Detection;

/// <summary>The mean of the least distances of a point to some others.</summary>
internal static class NearestMean
{
    /// <summary>How many neighbours there may be at most.</summary>
    public const int Most = 64;

    /// <summary>Below this a point is one of the others itself, in squared units of noise; it is its own neighbour once.</summary>
    private const float Same = 1e-3f;

    // So many groups have each its least distance.
    private const int Groups = 16;

    /// <summary>The mean distance to the nearest.</summary>
    /// <param name="distances">The squared distances to the others, less <paramref name="square"/>.</param>
    /// <param name="square">The point's own squared length.</param>
    /// <param name="neighbours">How many of the nearest count.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Of(ReadOnlySpan<float> distances, float square, int neighbours)
    {
        // One more, since the nearest may be the point itself.
        int wanted = Math.Min(neighbours + 1, distances.Length);
        Span<float> least = stackalloc float[wanted];
        least.Fill(float.PositiveInfinity);
        ref float first = ref MemoryMarshal.GetReference(distances);
        Vector256<float> within = Vector256.Create(wanted <= Groups ? Within(distances, wanted) : float.PositiveInfinity);
        int i = 0, half = Vector256<float>.Count;
        for (; i <= distances.Length - (2 * half); i += 2 * half)
        {
            // Nearly always none of them is.
            uint near = Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)i), within).ExtractMostSignificantBits()
                | (Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref first, (nuint)(i + half)), within).ExtractMostSignificantBits() << half);
            for (; near != 0; near &= near - 1)
            {
                Insert(least, Unsafe.Add(ref first, i + BitOperations.TrailingZeroCount(near)));
            }
            within = wanted <= Groups ? within : Vector256.Create(least[^1]);
        }
        for (; i < distances.Length; i++)
        {
            Insert(least, distances[i]);
        }
        bool own = wanted > neighbours && square + least[0] < Same * (1 + (1e-3f * square));
        int from = own ? 1 : 0, to = Math.Min(wanted, from + neighbours);
        double sum = 0;
        for (int j = from; j < to; j++)
        {
            sum += Math.Sqrt(Math.Max(0, square + least[j]));
        }
        return (float)(sum / (to - from));
    }

    /// <summary>A distance that so many of the others are within: that of so many groups' nearest.</summary>
    private static float Within(ReadOnlySpan<float> distances, int wanted)
    {
        ref float first = ref MemoryMarshal.GetReference(distances);
        Vector256<float> low = Vector256.Create(float.PositiveInfinity), high = low;
        for (int i = 0; i <= distances.Length - Groups; i += Groups)
        {
            low = Vector256.MinNative(low, Vector256.LoadUnsafe(ref first, (nuint)i));
            high = Vector256.MinNative(high, Vector256.LoadUnsafe(ref first, (nuint)(i + Vector256<float>.Count)));
        }
        float within = float.NegativeInfinity;
        Span<float> nearest = stackalloc float[Groups];
        low.CopyTo(nearest);
        high.CopyTo(nearest[Vector256<float>.Count..]);
        foreach (float candidate in nearest)
        {
            Vector256<float> all = Vector256.Create(candidate);
            int nearer = BitOperations.PopCount(Vector256.LessThan(low, all).ExtractMostSignificantBits()) + BitOperations.PopCount(Vector256.LessThan(high, all).ExtractMostSignificantBits());
            within = nearer < wanted ? Math.Max(within, candidate) : within;
        }
        // Of numbers that are not, nothing follows.
        return float.IsNaN(within) ? float.PositiveInfinity : within;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Insert(Span<float> least, float value)
    {
        int i = least.Length - 1;
        if (!(value < least[i]))
        {
            return;
        }
        for (; i > 0 && least[i - 1] > value; i--)
        {
            least[i] = least[i - 1];
        }
        least[i] = value;
    }
}
