using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu;

/// <summary>
/// Elementary functions on whole vectors: range reduction and minimax polynomials of our own (Remez exchange), the same
/// on every rung. Errors are in units in the last place of the exact result, the largest over dense sweeps; the tests
/// repeat them. Results below the smallest normal number are flushed to zero.
/// </summary>
internal static partial class VectorMath
{
    private const float Log2E = 1.44269504f;

    // The natural logarithm of 2 in two parts; the first has so few bits that its multiples are exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.1219444e-4f;

    // Beyond these the exponential is zero or infinite; the second is far enough to reach infinity by itself.
    private const float SmallestExponent = -87.33654f;
    private const float LargestExponent = 89f;

    /// <summary>e^x, to 1.1 ulp; 0 below -87.33, infinite above 88.72.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector p = ReducedExpM1(TVector.Min(TVector.Broadcast(LargestExponent), x), out TVector n) + TVector.Broadcast(1);
        return TVector.WhereGreater(TVector.Broadcast(SmallestExponent), x, default, Scale(p, n));
    }

    /// <summary>e^x for x that is not positive, to 1.1 ulp: no overflow to look out for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpOfNegative<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector p = ReducedExpM1(x, out TVector n) + TVector.Broadcast(1);
        return TVector.WhereGreater(TVector.Broadcast(SmallestExponent), x, default, TVector.ScaleByPowerOfTwo(p, n));
    }

    /// <summary>e^x - 1 without cancellation near 0, to 2 ulp, for x of at most 88; -1 far below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpM1<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        // e^x - 1 = 2^n (e^r - 1) + (2^n - 1).
        TVector one = TVector.Broadcast(1);
        TVector p = ReducedExpM1(TVector.Max(TVector.Broadcast(-40f), x), out TVector n);
        TVector scale = TVector.ScaleByPowerOfTwo(one, n);
        return TVector.MultiplyAdd(scale, p, scale - one);
    }

    /// <summary>log x, to 1 ulp; minus infinity at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1), half = TVector.Broadcast(0.5f);
        TVector mantissa, exponent;
        if (TVector.Count == 16)
        {
            mantissa = TVector.Decompose(x, out exponent);
        }
        else
        {
            // Subnormal numbers are brought into the normal range first.
            TVector smallest = TVector.Broadcast(1.17549435e-38f);
            mantissa = TVector.Decompose(TVector.WhereGreater(smallest, x, x * TVector.Broadcast(8388608f), x), out exponent);
            exponent = TVector.WhereGreater(smallest, x, exponent - TVector.Broadcast(23f), exponent);
        }
        TVector root = TVector.Broadcast(1.41421356f);
        exponent = TVector.WhereGreater(mantissa, root, exponent + one, exponent);
        mantissa = TVector.WhereGreater(mantissa, root, mantissa * half, mantissa);
        TVector f = mantissa - one, square = f * f;
        TVector p = TVector.Broadcast(0.06915477f);
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(-0.11790944f));
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(0.11873543f));
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(-0.12384223f));
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(0.14218572f));
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(-0.16669254f));
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(0.20002231f));
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(-0.24999987f));
        p = TVector.MultiplyAdd(p, f, TVector.Broadcast(0.3333331f));
        TVector low = TVector.MultiplyAdd(p * f, square, exponent * TVector.Broadcast(Ln2Low));
        low = TVector.MultiplyAdd(square, TVector.Broadcast(-0.5f), low);
        TVector y = TVector.MultiplyAdd(exponent, TVector.Broadcast(Ln2High), f + low);
        TVector special = TVector.WhereEqual(x, default, TVector.Broadcast(float.NegativeInfinity), TVector.Broadcast(float.NaN));
        y = TVector.WhereGreater(TVector.Broadcast(float.PositiveInfinity), x, y, x);
        return TVector.WhereGreater(x, default, y, special);
    }

    /// <summary>log(1 + t) for t in [0, 1], to 2 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogOnePlus<TVector>(TVector t)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector p = TVector.Broadcast(-0.0032440017f);
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.01985135f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.056959305f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.1060363f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.15305576f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.19675933f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.24954133f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.33329964f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.499999017f));
        return TVector.MultiplyAdd(p * t, t, t);
    }

    /// <summary>1 / (1 + e^-x), to 2.5 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1);
        return one / (one + Exp(default(TVector) - x));
    }

    /// <summary>log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), to 2 ulp, also where it is tiny.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Softplus<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> =>
        TVector.Max(default, x) + LogOnePlus(ExpOfNegative(default(TVector) - TVector.Abs(x)));

    /// <summary>The hyperbolic tangent, to 2.5 ulp, also near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        // tanh x = e / (e + 2) with e = exp(2x) - 1; from 9.02 on it rounds to 1.
        TVector magnitude = TVector.Min(TVector.Broadcast(10f), TVector.Abs(x));
        TVector e = ExpM1(magnitude + magnitude);
        return TVector.CopySign(e / (e + TVector.Broadcast(2f)), x);
    }

    /// <summary>x sigmoid(x), to 3 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Silu<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> =>
        x / (TVector.Broadcast(1) + Exp(default(TVector) - x));

    /// <summary>The derivative of <see cref="Silu"/>: s + x s (1 - s).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector SiluDerivative<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector s = Sigmoid(x);
        TVector bounded = TVector.Max(TVector.Broadcast(-100f), TVector.Min(TVector.Broadcast(100f), x));
        return TVector.MultiplyAdd(bounded * s, TVector.Broadcast(1) - s, s);
    }

    /// <summary>x (1 + tanh(u)) / 2 = x sigmoid(2u), with u = sqrt(2 / pi) (x + 0.044715 x^3), to 12 ulp of max(|y|, 0.01): the exponential magnifies the rounding of its argument.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gelu<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> =>
        x * Sigmoid(TwiceGeluArgument(x));

    /// <summary>The derivative of <see cref="Gelu"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector GeluDerivative<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector s = Sigmoid(TwiceGeluArgument(x));
        TVector slope = TVector.MultiplyAdd(x * x, TVector.Broadcast(0.21406445f), TVector.Broadcast(1.5957691f));

        // Far out s (1 - s) is zero and x slope would make it NaN.
        TVector bounded = TVector.Max(TVector.Broadcast(-30f), TVector.Min(TVector.Broadcast(30f), x));
        return TVector.MultiplyAdd(bounded * s, (TVector.Broadcast(1) - s) * slope, s);
    }

    // 2 sqrt(2 / pi) (x + 0.044715 x^3)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector TwiceGeluArgument<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> =>
        x * TVector.MultiplyAdd(x * x, TVector.Broadcast(0.07135482f), TVector.Broadcast(1.5957691f));

    /// <summary>e^r - 1 for the r with x = n ln 2 + r and |r| at most ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ReducedExpM1<TVector>(TVector x, out TVector n)
        where TVector : unmanaged, IVector<TVector>
    {
        n = TVector.Round(x * TVector.Broadcast(Log2E));
        TVector r = TVector.MultiplyAdd(n, TVector.Broadcast(-Ln2High), x);
        r = TVector.MultiplyAdd(n, TVector.Broadcast(-Ln2Low), r);
        TVector p = TVector.Broadcast(0.001394666f);
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(0.0083667105f));
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(0.04166628f));
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(0.16666542f));
        p = TVector.MultiplyAdd(p, r, TVector.Broadcast(0.5f));
        return TVector.MultiplyAdd(p, r * r, r);
    }

    /// <summary>p 2^n for n up to 128, which is one more than a float's exponent holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Scale<TVector>(TVector p, TVector n)
        where TVector : unmanaged, IVector<TVector>
    {
        if (TVector.Count == 16)
        {
            return TVector.ScaleByPowerOfTwo(p, n);
        }
        TVector most = TVector.Min(TVector.Broadcast(127f), n);
        return TVector.ScaleByPowerOfTwo(TVector.MultiplyAdd(p, n - most, p), most);
    }
}
