using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Sines and cosines.</content>
internal static unsafe partial class VectorMath
{
    // pi / 2 in parts of few bits, so that the first two times a quadrant number up to 2^14 are exact.
    private const float HalfPi1 = 1.5703125f;
    private const float HalfPi2 = 4.8375129e-4f;
    private const float HalfPi3 = 7.549789948768648e-8f;

    // Up to here the reduction in single precision holds; larger angles go one by one through double precision.
    private const float LargestAngle = 16384f;

    /// <summary>The sine, to 2 ulp of max(|y|, 0.01).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sin<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        SinCos(x, out TVector sine, out _);
        return NeedsDouble(x) ? OneByOne(x, sine: true) : sine;
    }

    /// <summary>The cosine, to 2 ulp of max(|y|, 0.01).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Cos<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        SinCos(x, out _, out TVector cosine);
        return NeedsDouble(x) ? OneByOne(x, sine: false) : cosine;
    }

    /// <summary>The sine and cosine of 2 pi u for u in [0, 1), with an exact reduction, to 2 ulp of max(|y|, 0.01).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SinCosOfTurn<TVector>(TVector u, out TVector sine, out TVector cosine)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector quarters = u * TVector.Broadcast(4f);
        TVector n = TVector.Round(quarters);
        Octant((quarters - n) * TVector.Broadcast(1.57079633f), n, out sine, out cosine);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SinCos<TVector>(TVector x, out TVector sine, out TVector cosine)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector n = TVector.Round(x * TVector.Broadcast(0.636619772f));
        TVector r = TVector.MultiplyAdd(n, TVector.Broadcast(-HalfPi1), x);
        r = TVector.MultiplyAdd(n, TVector.Broadcast(-HalfPi2), r);
        r = TVector.MultiplyAdd(n, TVector.Broadcast(-HalfPi3), r);

        // n modulo 4: the floor of n / 4 is the nearest integer to n / 4 - 3/8.
        TVector turns = TVector.Round(TVector.MultiplyAdd(n, TVector.Broadcast(0.25f), TVector.Broadcast(-0.375f)));
        Octant(r, TVector.MultiplyAdd(turns, TVector.Broadcast(-4f), n), out sine, out cosine);
    }

    /// <summary>Sine and cosine of r + quadrant pi / 2 for |r| up to pi / 4 and quadrants 0 to 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Octant<TVector>(TVector r, TVector quadrant, out TVector sine, out TVector cosine)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1), minus = TVector.Broadcast(-1f);
        TVector z = r * r;
        TVector s = TVector.MultiplyAdd(z, TVector.Broadcast(-1.9516977e-4f), TVector.Broadcast(8.332176e-3f));
        s = TVector.MultiplyAdd(s, z, TVector.Broadcast(-0.16666655f));
        s = TVector.MultiplyAdd(s * z, r, r);
        TVector c = TVector.MultiplyAdd(z, TVector.Broadcast(2.4432815e-5f), TVector.Broadcast(-1.3887313e-3f));
        c = TVector.MultiplyAdd(c, z, TVector.Broadcast(0.041666646f));
        c = TVector.MultiplyAdd(c * z, z, TVector.MultiplyAdd(z, TVector.Broadcast(-0.5f), one));

        // The floor of quadrant / 2, and whether sine and cosine change places.
        TVector half = TVector.Round(TVector.MultiplyAdd(quadrant, TVector.Broadcast(0.5f), TVector.Broadcast(-0.25f)));
        TVector odd = TVector.MultiplyAdd(half, TVector.Broadcast(-2f), quadrant);
        sine = TVector.WhereEqual(odd, one, c, s) * TVector.WhereEqual(half, one, minus, one);
        TVector cosineSign = TVector.WhereEqual(TVector.Abs(quadrant - TVector.Broadcast(1.5f)), TVector.Broadcast(0.5f), minus, one);
        cosine = TVector.WhereEqual(odd, one, s, c) * cosineSign;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool NeedsDouble<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> =>
        TVector.Maximum(TVector.WhereGreater(TVector.Abs(x), TVector.Broadcast(LargestAngle), TVector.Broadcast(1), default)) > 0;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TVector OneByOne<TVector>(TVector x, bool sine)
        where TVector : unmanaged, IVector<TVector>
    {
        float* lanes = stackalloc float[16];
        TVector.Store(lanes, x);
        for (int i = 0; i < TVector.Count; i++)
        {
            lanes[i] = (float)(sine ? Math.Sin(lanes[i]) : Math.Cos(lanes[i]));
        }
        return TVector.Load(lanes);
    }
}
