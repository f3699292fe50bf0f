namespace Latent.Tensors.Backends.Sphere;

/// <summary>
/// Modified Bessel functions of the first kind in the two forms in which they neither overflow nor cancel, in double
/// precision, for any order and argument of at least 0.
/// </summary>
internal static class Bessel
{
    // From here the uniform asymptotic series has all the digits that are wanted.
    private const int HighOrder = 60;

    // After so many steps down nothing that matters is left of the error at their beginning.
    private const int Steps = 60;

    /// <summary>The ratio I[order + 1](x) / I[order](x), and its derivative by x.</summary>
    public static (double Ratio, double Slope) Ratio(double order, double x)
    {
        if (x == 0)
        {
            return (0, 0.5 / (order + 1));
        }
        (double ratio, double slope) = Between(order + Steps, x);
        for (int i = Steps - 1; i >= 0; i--)
        {
            (ratio, slope) = Lower(order + i, x, ratio, slope);
        }
        return (ratio, slope);
    }

    /// <summary>log(Gamma(order + 1) (2 / x)^order I[order](x)) - x: 0 at x = 0, and the integral of the ratio minus one.</summary>
    public static double ScaledLog(double order, double x)
    {
        if (x == 0)
        {
            return 0;
        }
        int steps = (int)Math.Ceiling(Math.Max(0, HighOrder - order));
        double log = Uniform(order + steps, x);
        (double ratio, double slope) = Ratio(order + steps, x);
        for (int i = steps - 1; i >= 0; i--)
        {
            double n = order + i;
            (ratio, slope) = Lower(n, x, ratio, slope);
            log -= Math.Log(ratio * 2 * (n + 1) / x);
        }
        return log - x;
    }

    /// <summary>One order down: I[n-1] - I[n+1] = 2n/x I[n], which is stable in this direction.</summary>
    private static (double Ratio, double Slope) Lower(double n, double x, double ratio, double slope)
    {
        double lower = x / ((2 * (n + 1)) + (x * ratio));
        return (lower, lower * lower * ((2 * (n + 1) / (x * x)) - slope));
    }

    /// <summary>The mean of two sharp bounds (Amos 1974; Ruiz-Antolin and Segura 2016), whose errors have opposite signs.</summary>
    private static (double Ratio, double Slope) Between(double n, double x)
    {
        (double above, double steep) = Bound(n + 0.5, n + 0.5, x);
        (double below, double flat) = Bound(n + 0.5, n + 1.5, x);
        return ((above + below) / 2, (steep + flat) / 2);
    }

    /// <summary>x / (a + sqrt(c^2 + x^2)), and its derivative.</summary>
    private static (double Value, double Slope) Bound(double a, double c, double x)
    {
        double root = Math.Sqrt((c * c) + (x * x)), sum = a + root;
        return (x / sum, (a + (c * c / root)) / (sum * sum));
    }

    /// <summary>Debye's expansion for high orders (Olver 1954), with the Gamma function's own series taken out.</summary>
    private static double Uniform(double n, double x)
    {
        double z = x / n, s = Math.Sqrt(1 + (z * z)), excess = z * z / (1 + s);
        double t = 1 / s, t2 = t * t;
        double u1 = t * (3 - (5 * t2)) / 24;
        double u2 = t2 * (81 + (t2 * (-462 + (385 * t2)))) / 1152;
        double u3 = t * t2 * (30375 + (t2 * (-369603 + (t2 * (765765 - (425425 * t2)))))) / 414720;
        double u4 = t2 * t2 * (4465125 + (t2 * (-94121676 + (t2 * (349922430 + (t2 * (-446185740 + (185910725 * t2)))))))) / 39813120;
        double series = (u1 + ((u2 + ((u3 + (u4 / n)) / n)) / n)) / n;
        double gamma = ((1.0 / 12) - (((1.0 / 360) - (1 / (1260 * n * n))) / (n * n))) / n;
        return (n * (excess - LogOnePlus(excess / 2))) - (0.5 * Math.Log(s)) + gamma + LogOnePlus(series);
    }

    /// <summary>log(1 + x) without loss for small x (Kahan).</summary>
    private static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * x / (u - 1);
    }
}
