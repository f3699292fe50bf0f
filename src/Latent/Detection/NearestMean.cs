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

    // So many groups have each its least distance: the lanes of the widest vector.
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
        bool bounded = wanted <= Groups;
        Vector512<float> within = Vector512.Create(bounded ? Within(distances, wanted) : float.PositiveInfinity);
        int i = 0;
        for (; i <= distances.Length - Groups; i += Groups)
        {
            // Nearly always none of them is.
            for (ulong near = Vector512.LessThanOrEqual(Vector512.LoadUnsafe(ref first, (nuint)i), within).ExtractMostSignificantBits(); near != 0; near &= near - 1)
            {
                Insert(least, Unsafe.Add(ref first, i + BitOperations.TrailingZeroCount(near)));
            }
            within = bounded ? within : Vector512.Create(least[^1]);
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
        Vector512<float> nearest = Vector512.Create(float.PositiveInfinity);
        for (int i = 0; i <= distances.Length - Groups; i += Groups)
        {
            nearest = Vector512.MinNative(nearest, Vector512.LoadUnsafe(ref first, (nuint)i));
        }
        Span<float> candidates = stackalloc float[Groups];
        nearest.CopyTo(candidates);
        float within = float.NegativeInfinity;
        foreach (float candidate in candidates)
        {
            int nearer = BitOperations.PopCount(Vector512.LessThan(nearest, Vector512.Create(candidate)).ExtractMostSignificantBits());
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
