namespace Latent.Tensors.Backends.Sphere;

/// <summary>
/// The angle between a draw from a von Mises-Fisher distribution and its mean direction: density proportional to
/// sin(t)^(m - 2) exp(k cos(t)) on [0, pi]. Drawn by rejection (Ulrich 1984; Wood 1994) from a proposal in closed form.
/// </summary>
internal readonly struct AngleSampler
{
    // The chance that so many proposals in a row are refused is below 1e-20 for any dimension and concentration.
    private const int MostAttempts = 256;
    private const double ToUnit = 1.0 / (1UL << 32);

    private readonly int _dimension;
    private readonly double _k;
    private readonly double _b;
    private readonly double _x;
    private readonly double _most;

    public AngleSampler(int dimension, double k)
    {
        double free = dimension - 1;
        _dimension = dimension;
        _k = k;
        _b = free / ((2 * k) + Math.Sqrt((4 * k * k) + (free * free)));
        _x = (1 - _b) / (1 + _b);
        _most = (k * _x) + (free * Math.Log(1 - (_x * _x)));
    }

    /// <summary>The angle that belongs to a place in a stream of random words.</summary>
    public double Draw(ulong key, ulong place)
    {
        double angle = 0;
        for (uint attempt = 0; attempt < MostAttempts; attempt++)
        {
            Rng.Block(key, (place * MostAttempts) + attempt, out uint a, out uint b, out uint c, out _);

            // Symmetric Beta draws (Devroye 1986, IX.4.4); on the circle the radius is one.
            double radius = _dimension == 2 ? 1 : Math.Sqrt(1 - Math.Pow((a + 0.5) * ToUnit, 2.0 / (_dimension - 2)));
            double beta = 0.5 * (1 - (radius * Math.Cos(2 * Math.PI * (b + 0.5) * ToUnit)));
            double scale = 1 - ((1 - _b) * beta), deficit = 2 * _b * beta / scale, cosine = 1 - deficit;
            angle = 2 * Math.Asin(Math.Sqrt(Math.Min(1, deficit / 2)));
            if ((_k * cosine) + ((_dimension - 1) * Math.Log(1 - (_x * cosine))) - _most >= Math.Log((c + 0.5) * ToUnit))
            {
                break;
            }
        }
        return angle;
    }
}
