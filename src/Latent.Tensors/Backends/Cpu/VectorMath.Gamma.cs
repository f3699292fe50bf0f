using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu;

/// <content>The gamma function's logarithm and its derivatives, for positive arguments.</content>
internal static partial class VectorMath
{
    // From here on the asymptotic series of the logarithm, or of its derivatives, is exact to a float.
    private const float GammaSeries = 8;
    private const float DigammaSeries = 6;

    /// <summary>log Gamma(x) for x &gt; 0, to 4 ulp of max(|y|, 0.2), and near its zeros at 1 and 2 to 6 ulp of max(|y|, 0.001); infinite at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogGamma<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1), three = TVector.Broadcast(3f), series = TVector.Broadcast(GammaSeries);

        // Gamma(x) = (x - 1) ... z Gamma(z) with z in [2, 3]: products of positive factors lose nothing.
        TVector z = TVector.Min(series, x), product = one;
        for (int i = 0; i < 5; i++)
        {
            TVector lower = z - one;
            product = TVector.WhereGreater(z, three, product * lower, product);
            z = TVector.WhereGreater(z, three, lower, z);
        }

        // Gamma(x) = Gamma(x + 1) / x below 1, and log Gamma(2 + t) = t (t + 1) p(t) for t in [-1, 1].
        TVector t = TVector.WhereGreater(one, x, x - one, z - (one + one)), next = TVector.WhereGreater(one, x, x, z - one);
        TVector p = TVector.Broadcast(-3.63155232e-05f);
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(7.7871322e-05f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-5.9032398e-05f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.00013138834f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.000419005839f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.000943640596f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.00210490776f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.00499179261f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.0123844733f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.0329655968f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(-0.100317299f));
        p = TVector.MultiplyAdd(p, t, TVector.Broadcast(0.422784328f));

        TVector log = Log(TVector.WhereGreater(x, series, x, TVector.WhereGreater(one, x, x, product)));
        TVector near = TVector.MultiplyAdd(t * next, p, TVector.WhereGreater(one, x, default(TVector) - log, log));

        // Stirling's series: (x - 1/2) (log x - 1) + (log 2 pi - 1) / 2 + 1 / 12x - 1 / 360x^3.
        TVector inverse = one / x;
        TVector tail = TVector.MultiplyAdd(inverse * inverse, TVector.Broadcast(-0.00277777778f), TVector.Broadcast(0.0833333333f));
        tail = TVector.MultiplyAdd(tail, inverse, TVector.Broadcast(0.418938533f));
        TVector far = TVector.MultiplyAdd(x - TVector.Broadcast(0.5f), log - one, tail);
        return TVector.WhereGreater(x, series, far, near);
    }

    /// <summary>log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2) for x &gt; 0, to an absolute error of 3e-6, and above 8 to 30 ulp: what Stirling's formula lacks. Infinite at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector StirlingError<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1), inverse = one / x;
        TVector far = TVector.MultiplyAdd(inverse * inverse, TVector.Broadcast(-0.00277777778f), TVector.Broadcast(0.0833333333f)) * inverse;
        TVector formula = TVector.MultiplyAdd(x - TVector.Broadcast(0.5f), Log(x), TVector.Broadcast(0.918938533f) - x);
        TVector near = TVector.WhereEqual(x, default, TVector.Broadcast(float.PositiveInfinity), LogGamma(x) - formula);
        return TVector.WhereGreater(x, TVector.Broadcast(GammaSeries), far, near);
    }

    /// <summary>The derivative of <see cref="StirlingError"/>: digamma(x) - log x + 1 / 2x, to an absolute error of 2e-6 of max(|y|, 1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector StirlingErrorDerivative<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1), inverse = one / x, square = inverse * inverse;
        TVector far = TVector.MultiplyAdd(square, TVector.Broadcast(0.00833333333f), TVector.Broadcast(-0.0833333333f)) * square;
        return TVector.WhereGreater(x, TVector.Broadcast(GammaSeries), far, TVector.MultiplyAdd(inverse, TVector.Broadcast(0.5f), Digamma(x) - Log(x)));
    }

    /// <summary>The digamma function, the derivative of log Gamma(x), for x &gt; 0, to 10 ulp of max(|y|, 0.5); minus infinity at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Digamma<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1), series = TVector.Broadcast(DigammaSeries);

        // digamma(x) = digamma(x + 6) - 1/x - ... - 1/(x + 5), whose terms pair up to (2x + 5) / (x (x + 5) + 0, 4, 6).
        TVector product = x * (x + TVector.Broadcast(5f));
        TVector sum = (one / product) + (one / (product + TVector.Broadcast(4f))) + (one / (product + TVector.Broadcast(6f)));
        sum *= TVector.MultiplyAdd(x, TVector.Broadcast(2f), TVector.Broadcast(5f));
        TVector y = TVector.WhereGreater(series, x, x + series, x), inverse = one / y, square = inverse * inverse;
        TVector tail = TVector.MultiplyAdd(square, TVector.Broadcast(-0.00396825397f), TVector.Broadcast(0.00833333333f));
        tail = TVector.MultiplyAdd(tail, square, TVector.Broadcast(-0.0833333333f));
        TVector value = Log(y) + TVector.MultiplyAdd(tail, square, inverse * TVector.Broadcast(-0.5f));
        value = TVector.WhereGreater(series, x, value - sum, value);
        TVector special = TVector.WhereEqual(x, default, TVector.Broadcast(float.NegativeInfinity), TVector.Broadcast(float.NaN));
        return TVector.WhereGreater(x, default, value, special);
    }

    /// <summary>The derivative of <see cref="Digamma"/>, for x &gt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Trigamma<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>
    {
        TVector one = TVector.Broadcast(1), series = TVector.Broadcast(DigammaSeries), sum = default;
        for (int i = 0; i < DigammaSeries; i++)
        {
            TVector term = one / (x + TVector.Broadcast(i));
            sum = TVector.MultiplyAdd(term, term, sum);
        }
        TVector y = TVector.WhereGreater(series, x, x + series, x), inverse = one / y, square = inverse * inverse;
        TVector tail = TVector.MultiplyAdd(square, TVector.Broadcast(0.0238095238f), TVector.Broadcast(-0.0333333333f));
        tail = TVector.MultiplyAdd(tail, square, TVector.Broadcast(0.166666667f));
        tail = TVector.MultiplyAdd(tail, inverse, TVector.Broadcast(0.5f));
        TVector value = TVector.MultiplyAdd(tail, square, inverse);
        return TVector.WhereGreater(series, x, value + sum, value);
    }
}
