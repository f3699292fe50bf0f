using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Draws from distributions that no transformation of uniform numbers gives: one at a time, in double precision, without a gradient.</summary>
internal static class Draws
{
    // From here on rejection is faster than counting.
    private const double ManyEvents = 10;

    /// <summary>[samples * rows, ...]: an element from each index of the row-shaped parameters, sample by sample.</summary>
    /// <param name="samples">How often all are drawn.</param>
    /// <param name="shape">[rows, ...].</param>
    /// <param name="backend">Where the result lives.</param>
    /// <param name="draw">The value for an index of <paramref name="shape"/>.</param>
    public static Tensor Of(int samples, Shape shape, Backend backend, Func<int, double> draw)
    {
        float[] values = new float[samples * shape.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)draw(i % shape.Length);
        }
        return Tensor.From(values, shape.WithFirst(samples * shape[0]), backend);
    }

    /// <summary>The elements of a parameter, one for each of the shape that it stretches to.</summary>
    public static float[] Elements(Tensor parameter, Shape shape) => (parameter.Shape == shape ? parameter : parameter.Expand(shape)).ToArray();

    /// <summary>The logarithm of a gamma variate of scale one (Marsaglia and Tsang 2000); as a logarithm it does not vanish for small shapes.</summary>
    public static double LogGamma(double shape, Rng rng)
    {
        if (shape < 1)
        {
            return LogGamma(shape + 1, rng) + (Math.Log(Uniform(rng)) / shape);
        }
        double d = shape - (1.0 / 3), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = rng.NextNormal(), cube = 1 + (c * x);
            cube *= cube * cube;
            if (cube > 0 && Math.Log(Uniform(rng)) < (0.5 * x * x) + (d * (1 - cube + Math.Log(cube))))
            {
                return Math.Log(d) + Math.Log(cube);
            }
        }
    }

    /// <summary>A Poisson variate: by counting where few are to be expected, else by transformed rejection (Hörmann 1993).</summary>
    public static double Poisson(double mean, Rng rng)
    {
        if (mean < ManyEvents)
        {
            double product = Uniform(rng), limit = Math.Exp(-mean);
            int count = 0;
            for (; product > limit; count++)
            {
                product *= Uniform(rng);
            }
            return count;
        }
        double b = 0.931 + (2.53 * Math.Sqrt(mean)), a = -0.059 + (0.02483 * b), quick = 0.9277 - (3.6224 / (b - 2)), scale = 1.1239 + (1.1328 / (b - 3.4));
        while (true)
        {
            double u = rng.NextDouble() - 0.5, v = Uniform(rng), edge = 0.5 - Math.Abs(u);
            double count = Math.Floor((((2 * a / edge) + b) * u) + mean + 0.43);
            if (edge >= 0.07 && v <= quick)
            {
                return count;
            }
            if (count >= 0 && (edge >= 0.013 || v <= edge)
                && Math.Log(v * scale / ((a / (edge * edge)) + b)) <= (count * Math.Log(mean)) - mean - LogFactorial(count))
            {
                return count;
            }
        }
    }

    /// <summary>A number above 0 and below 1.</summary>
    private static double Uniform(Rng rng) => rng.NextDouble() + (0.5 / (1L << 53));

    private static double LogFactorial(double n)
    {
        double product = 1, x = n + 1;
        for (; x < 10; x++)
        {
            product *= x;
        }
        double square = 1 / (x * x);
        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2 * Math.PI)) + (((((square / 1260) - (1.0 / 360)) * square) + (1.0 / 12)) / x) - Math.Log(product);
    }
}
