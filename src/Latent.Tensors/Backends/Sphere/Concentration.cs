namespace Latent.Tensors.Backends.Sphere;

/// <summary>
/// What follows from the concentration k of a von Mises-Fisher distribution on the unit sphere of a dimension m, whose
/// density relative to the uniform one is exp(k (cos(angle) - 1) - S(k)).
/// </summary>
internal static class Concentration
{
    /// <summary>The value of one of the functions.</summary>
    public static double Value(ConcentrationFunction function, int dimension, double k)
    {
        double order = (0.5 * dimension) - 1;
        return function switch
        {
            ConcentrationFunction.MeanCosine => Bessel.Ratio(order, k).Ratio,
            ConcentrationFunction.LogNormaliser => Bessel.ScaledLog(order, k),
            _ => Math.Max(0, (k * (Bessel.Ratio(order, k).Ratio - 1)) - Bessel.ScaledLog(order, k)),
        };
    }

    /// <summary>Its derivative by k.</summary>
    public static double Slope(ConcentrationFunction function, int dimension, double k)
    {
        (double ratio, double slope) = Bessel.Ratio((0.5 * dimension) - 1, k);
        return function switch
        {
            ConcentrationFunction.MeanCosine => slope,
            ConcentrationFunction.LogNormaliser => ratio - 1,
            _ => k * slope,
        };
    }
}

/// <summary>Functions of a concentration.</summary>
internal enum ConcentrationFunction
{
    /// <summary>A(k), the mean of the cosine of the angle to the mean direction.</summary>
    MeanCosine,

    /// <summary>S(k).</summary>
    LogNormaliser,

    /// <summary>The divergence from the uniform distribution.</summary>
    Divergence,
}
