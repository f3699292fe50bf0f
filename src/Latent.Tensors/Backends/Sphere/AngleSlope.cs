namespace Latent.Tensors.Backends.Sphere;

/// <summary>
/// How a drawn angle moves with the concentration when its rank in the distribution stays: minus the derivative of the
/// distribution function by the concentration, over the density (implicit reparameterisation, Figurnov et al. 2018). Its
/// expectation is that of the gradient through an accepted proposal together with the correction for the acceptance.
/// </summary>
internal readonly struct AngleSlope
{
    // Beyond this many deviations nothing is left of the density.
    private const double Reach = 17;
    private const int Points = 48;

    private static readonly (double[] Places, double[] Weights) s_rule = GaussLegendre(Points);

    private readonly int _power;
    private readonly double _k;
    private readonly double _mean;
    private readonly double _reach;

    public AngleSlope(int dimension, double k)
    {
        _power = dimension - 2;
        _k = k;
        _mean = Bessel.Ratio((0.5 * dimension) - 1, k).Ratio;

        // The curvature of the log-density at its mode.
        double root = Math.Sqrt(((double)_power * _power) + (4 * k * k)), cosine = k > 0 ? 2 * k / (_power + root) : 0;
        double curvature = (k * cosine) + ((_power + root) / 2);
        _reach = curvature > 0 ? Reach / Math.Sqrt(curvature) : Math.PI;
    }

    /// <summary>d angle / dk, which is never above zero.</summary>
    public double At(double angle)
    {
        double sine = Math.Sin(angle);
        if (angle <= 0 || sine <= 1e-12)
        {
            return 0;
        }

        // From whichever end the terms have one sign: nothing cancels.
        bool inner = Math.Cos(angle) > _mean;
        double from = inner ? Math.Max(0, angle - _reach) : angle, to = inner ? angle : Math.Min(Math.PI, angle + _reach);
        double half = (to - from) / 2, sum = 0;
        for (int i = 0; i < Points; i++)
        {
            double t = from + (half * (1 + s_rule.Places[i]));
            double log = (_power == 0 ? 0 : _power * Math.Log(Math.Sin(t) / sine)) + (2 * _k * Math.Sin((angle + t) / 2) * Math.Sin((angle - t) / 2));
            sum += s_rule.Weights[i] * (Math.Cos(t) - _mean) * Math.Exp(log);
        }
        return inner ? -half * sum : half * sum;
    }

    /// <summary>Nodes and weights on [-1, 1]: the roots of a Legendre polynomial, by Newton's method.</summary>
    private static (double[] Places, double[] Weights) GaussLegendre(int count)
    {
        double[] places = new double[count], weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            double x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5)), slope = 1;
            for (int step = 0; step < 20; step++)
            {
                double before = 1, value = x;
                for (int n = 2; n <= count; n++)
                {
                    (before, value) = (value, ((((2 * n) - 1) * x * value) - ((n - 1) * before)) / n);
                }
                slope = count * ((x * value) - before) / ((x * x) - 1);
                x -= value / slope;
            }
            places[i] = x;
            weights[i] = 2 / ((1 - (x * x)) * slope * slope);
        }
        return (places, weights);
    }
}
