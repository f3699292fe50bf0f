using System.Numerics;
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

    /// <summary>The mean distance to the nearest.</summary>
    /// <param name="products">The point's products with the others.</param>
    /// <param name="squares">The others' squared lengths.</param>
    /// <param name="square">The point's own.</param>
    /// <param name="neighbours">How many of the nearest count.</param>
    public static float Of(ReadOnlySpan<float> products, ReadOnlySpan<float> squares, float square, int neighbours)
    {
        // One more, since the nearest may be the point itself.
        int wanted = Math.Min(neighbours + 1, products.Length);
        squares = squares[..products.Length];
        Span<float> least = stackalloc float[Most + 1];
        least[..wanted].Fill(float.PositiveInfinity);
        int i = 0;
        ref float firstProduct = ref MemoryMarshal.GetReference(products), firstSquare = ref MemoryMarshal.GetReference(squares);
        for (; i <= products.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> distance = Vector256.LoadUnsafe(ref firstSquare, (nuint)i) - (2 * Vector256.LoadUnsafe(ref firstProduct, (nuint)i));
            // Few are nearer than those that were found already.
            for (uint nearer = Vector256.LessThan(distance, Vector256.Create(least[wanted - 1])).ExtractMostSignificantBits(); nearer != 0; nearer &= nearer - 1)
            {
                int j = i + BitOperations.TrailingZeroCount(nearer);
                Insert(least[..wanted], squares[j] - (2 * products[j]));
            }
        }
        for (; i < products.Length; i++)
        {
            Insert(least[..wanted], squares[i] - (2 * products[i]));
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
