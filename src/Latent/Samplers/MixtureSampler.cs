using Latent.Composition;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Samplers;

/// <summary>Draws latents from a mixture of normal distributions with full covariances, fitted to those of data by expectation-maximisation (Ghosh et al. 2020).</summary>
public sealed class MixtureSampler : ContinuousSampler
{
    private const int MostRows = 20_000;

    private readonly int _size;
    private readonly int _components;
    private readonly Tensor _weights;
    private readonly Tensor _means;
    private readonly Tensor _factors;

    internal MixtureSampler(LatentModel model, Settings settings, WeightBudget weights)
        : base(model, "mixture", [LatentSpace.RealValues], fewest: (int)Math.Min(MostRows, 2L * Components(settings)), MostRows)
    {
        _size = model.LatentSize;
        _components = Components(settings);
        weights.Take(_components, _size + 1, _size + 1);
        Backend backend = model.Parameters[0].Backend;
        _weights = Tensor.Constant(new float[_components], new Shape(_components), backend);
        _means = Tensor.Constant(new float[_components * _size], new Shape(_components, _size), backend);
        _factors = Tensor.Constant(new float[_components * _size * _size], new Shape(_components, _size, _size), backend);
        Parameters = [];
        Parameters.AddStatistic("weights", _weights);
        Parameters.AddStatistic("means", _means);
        Parameters.AddStatistic("factors", _factors);
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Sample(int count, Rng rng, float temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(rng);
        float[] weights = _weights.ToArray(), means = _means.ToArray(), factors = _factors.ToArray();
        float[] latents = new float[count * _size];
        double[] normal = new double[_size];
        double total = weights.Sum(w => (double)w);
        for (int row = 0; row < count; row++)
        {
            double left = rng.NextDouble() * total;
            int c = 0;
            while (c < _components - 1 && left >= weights[c])
            {
                left -= weights[c++];
            }
            for (int i = 0; i < _size; i++)
            {
                normal[i] = rng.NextNormal();
                double value = 0;
                for (int j = 0; j <= i; j++)
                {
                    value += factors[(((c * _size) + i) * _size) + j] * normal[j];
                }
                latents[(row * _size) + i] = (float)(means[(c * _size) + i] + (temperature * value));
            }
        }
        return Tensor.From(latents, new Shape(count, _size), _means.Backend);
    }

    /// <inheritdoc/>
    private protected override void Fit(float[] latents, Rng rng, SamplerOptions options)
    {
        var mixture = new GaussianMixture(_components, _size);
        mixture.Fit(Array.ConvertAll(latents, value => (double)value), rng.Split("start"), options.Progress, cancellation: options.Cancellation);
        _weights.Set(Array.ConvertAll(mixture.Weights, w => (float)w));
        _means.Set(Array.ConvertAll(mixture.Means, m => (float)m));
        _factors.Set(Array.ConvertAll(mixture.Factors, f => (float)f));
    }

    private static int Components(Settings settings) => settings.Integer("components", 10, 1);
}
