namespace Latent.Tensors.Backends.Reference;

/// <summary>The gamma function's logarithm and its derivatives for positive arguments, in double precision: recurrences up to where their asymptotic series hold.</summary>
internal static class GammaFunctions
{
    private const double Series = 12;

    // Beyond it what Stirling's formula lacks is lost in the logarithm, and its first term is all there is.
    private const double Far = 1e4;

    /// <summary>log Gamma(x); infinite at 0, NaN below.</summary>
    public static double Log(double x)
    {
        if (!(x > 0))
        {
            return x == 0 ? double.PositiveInfinity : double.NaN;
        }
        if (double.IsPositiveInfinity(x))
        {
            return x;
        }
        double product = 1;
        for (; x < Series; x++)
        {
            product *= x;
        }
        double square = 1 / (x * x);
        double tail = ((((((square / 1188) - (1.0 / 1680)) * square) + (1.0 / 1260)) * square) - (1.0 / 360)) * square;
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + ((tail + (1.0 / 12)) / x) - Math.Log(product);
    }

    /// <summary>The derivative of <see cref="Log"/>; minus infinity at 0, NaN below.</summary>
    public static double Digamma(double x)
    {
        if (!(x > 0))
        {
            return x == 0 ? double.NegativeInfinity : double.NaN;
        }
        double sum = 0;
        for (; x < Series; x++)
        {
            sum += 1 / x;
        }
        double square = 1 / (x * x);
        double tail = ((((((square / 240) - (1.0 / 252)) * square) + (1.0 / 120)) * square) - (1.0 / 12)) * square;
        return Math.Log(x) - (0.5 / x) + tail - sum;
    }

    /// <summary>The derivative of <see cref="Digamma"/>.</summary>
    public static double Trigamma(double x)
    {
        double sum = 0;
        for (; x < Series; x++)
        {
            sum += 1 / (x * x);
        }
        double inverse = 1 / x, square = inverse * inverse;
        double tail = ((((((-square / 30) + (1.0 / 42)) * square) - (1.0 / 30)) * square) + (1.0 / 6)) * square * inverse;
        return inverse + (0.5 * square) + tail + sum;
    }

    /// <summary>What Stirling's formula (x - 1/2) log x - x + log(2 pi) / 2 lacks of <see cref="Log"/>.</summary>
    public static double StirlingError(double x) =>
        x == 0 ? double.PositiveInfinity : x > Far ? 1 / (12 * x) : Log(x) - ((x - 0.5) * Math.Log(x)) + x - (0.5 * Math.Log(2 * Math.PI));

    /// <summary>The derivative of <see cref="StirlingError"/>.</summary>
    public static double StirlingErrorDerivative(double x) => x > Far ? -1 / (12 * x * x) : Digamma(x) - Math.Log(x) + (0.5 / x);
}
