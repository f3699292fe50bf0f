using Latent.Composition;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Samplers;

/// <summary>
/// Draws directions uniformly from the unit sphere, as in Davidson et al. 2018, and how far to go from the distances of data:
/// z = mean + r L u with L L' the covariance of the latents and r a draw from the distribution of |L^-1 (z - mean)|, in which
/// latents of many dimensions lie on a thin shell. Latents on a sphere are scaled to lie on it again.
/// </summary>
public sealed class HypersphereSampler : ContinuousSampler
{
    private const int MostRows = 20_000;

    private readonly int _size;
    private readonly bool _onSphere;
    private readonly Tensor _mean;
    private readonly Tensor _factor;
    private readonly Tensor _radii;

    internal HypersphereSampler(LatentModel model, Settings settings, WeightBudget weights)
        : base(model, "hypersphere", [LatentSpace.RealValues, LatentSpace.UnitSphere], fewest: 2, MostRows)
    {
        _size = model.LatentSize;
        _onSphere = model.Space is LatentSpace.UnitSphere;
        int radii = settings.Integer("radii", 1000, 2);
        weights.Take(_size, _size + 1);
        weights.Take(radii);
        Backend backend = model.Parameters[0].Backend;
        _mean = Tensor.Constant(new float[_size], new Shape(_size), backend);
        _factor = Tensor.Constant(new float[_size * _size], new Shape(_size, _size), backend);
        _radii = Tensor.Constant(new float[radii], new Shape(radii), backend);
        Parameters = [];
        Parameters.AddStatistic("mean", _mean);
        Parameters.AddStatistic("factor", _factor);
        Parameters.AddStatistic("radii", _radii);
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Sample(int count, Rng rng, float temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(rng);
        float[] mean = _mean.ToArray(), factor = _factor.ToArray(), radii = _radii.ToArray(), latents = new float[count * _size];
        double[] direction = new double[_size], point = new double[_size];
        for (int row = 0; row < count; row++)
        {
            double place = rng.NextDouble() * (radii.Length - 1);
            int below = Math.Min((int)place, radii.Length - 2);
            double radius = radii[below] + ((place - below) * (radii[below + 1] - radii[below]));
            for (int i = 0; i < _size; i++)
            {
                direction[i] = rng.NextNormal();
            }
            double scale = temperature * radius / Length(direction);
            for (int i = 0; i < _size; i++)
            {
                double value = 0;
                for (int j = 0; j <= i; j++)
                {
                    value += factor[(i * _size) + j] * direction[j];
                }
                point[i] = mean[i] + (scale * value);
            }
            double length = _onSphere ? Length(point) : 1;
            for (int i = 0; i < _size; i++)
            {
                latents[(row * _size) + i] = (float)(point[i] / length);
            }
        }
        return Tensor.From(latents, new Shape(count, _size), _mean.Backend);
    }

    /// <inheritdoc/>
    private protected override void Fit(float[] latents, Rng rng, SamplerOptions options)
    {
        double[] points = Array.ConvertAll(latents, value => (double)value);
        var normal = new GaussianMixture(1, _size);
        normal.Fit(points, rng, options.Progress, cancellation: options.Cancellation);
        double[] distances = new double[points.Length / _size], solved = new double[_size];
        for (int r = 0; r < distances.Length; r++)
        {
            distances[r] = Math.Sqrt(normal.SquaredLength(0, points.AsSpan(r * _size, _size), solved));
        }
        Array.Sort(distances);
        float[] radii = new float[_radii.Length];
        for (int i = 0; i < radii.Length; i++)
        {
            double place = (double)i / (radii.Length - 1) * (distances.Length - 1);
            int below = Math.Min((int)place, distances.Length - 2);
            radii[i] = (float)(distances[below] + ((place - below) * (distances[below + 1] - distances[below])));
        }
        _mean.Set(Array.ConvertAll(normal.Means, m => (float)m));
        _factor.Set(Array.ConvertAll(normal.Factors, f => (float)f));
        _radii.Set(radii);
    }

    private static double Length(ReadOnlySpan<double> values)
    {
        double squares = 0;
        foreach (double value in values)
        {
            squares += value * value;
        }
        return Math.Max(double.Epsilon, Math.Sqrt(squares));
    }
}
