using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Samplers;

/// <summary>How a model of latents is trained: on latents scaled to mean 0 and deviation 1, for about as many steps however many there are.</summary>
internal sealed class LatentTraining
{
    /// <summary>How many numbers there is room for.</summary>
    public const int MostNumbers = 1 << 26;

    // More passes through few latents would learn them by heart.
    private const int MostEpochs = 200;

    // Of the largest deviation: a dimension that hardly varies is not blown up.
    private const double LeastDeviation = 1e-3;

    private readonly int _size;
    private readonly int _steps;
    private readonly int _batch;
    private readonly Tensor _means;
    private readonly Tensor _deviations;

    public LatentTraining(int size, Settings settings, Backend backend)
    {
        _size = size;
        _steps = settings.Integer("steps", 8000, 1);
        _batch = settings.Integer("batch", 128, 1);
        _means = Tensor.Constant(new float[size], new Shape(1, size), backend);
        _deviations = Tensor.Constant(new float[size], new Shape(1, size), backend);
    }

    public void Collect(ParameterSet parameters)
    {
        parameters.AddStatistic("means", _means);
        parameters.AddStatistic("deviations", _deviations);
    }

    /// <summary>Trains a model of latents.</summary>
    /// <param name="model">A model of rows of as many values as a latent has.</param>
    /// <param name="latents">[rows, latent]; they are scaled where they stand.</param>
    /// <param name="options">How.</param>
    public void Fit(LatentModel model, float[] latents, SamplerOptions options)
    {
        Scale(latents);
        int rows = latents.Length / _size, batch = Math.Min(_batch, rows);
        var training = new TrainingOptions
        {
            Epochs = (int)Math.Clamp(((long)_steps * batch) / rows, 1, MostEpochs),
            BatchSize = batch,
            LearningRate = new LearningRate { Decay = LearningRateDecay.Cosine },
            ClipNorm = 10,
            Seed = options.Seed,
        };
        new Trainer(model, training)
        {
            Progress = p => options.Progress?.Invoke((double)p.Step / p.Steps),
        }.Fit(new FloatRows(latents, new Shape(_size)), cancellation: options.Cancellation);
    }

    /// <summary>Latents as they were before they were scaled.</summary>
    public Tensor Restore(Tensor scaled) => (scaled * _deviations) + _means;

    private void Scale(float[] latents)
    {
        int rows = latents.Length / _size;
        double[] means = new double[_size], deviations = new double[_size];
        for (int i = 0; i < latents.Length; i++)
        {
            means[i % _size] += (double)latents[i] / rows;
        }
        for (int i = 0; i < latents.Length; i++)
        {
            deviations[i % _size] += Math.Pow(latents[i] - means[i % _size], 2) / rows;
        }
        double least = LeastDeviation * Math.Sqrt(deviations.Max());
        for (int j = 0; j < _size; j++)
        {
            deviations[j] = least > 0 ? Math.Max(least, Math.Sqrt(deviations[j])) : 1;
        }
        for (int i = 0; i < latents.Length; i++)
        {
            latents[i] = (float)((latents[i] - means[i % _size]) / deviations[i % _size]);
        }
        _means.Set(Array.ConvertAll(means, m => (float)m));
        _deviations.Set(Array.ConvertAll(deviations, d => (float)d));
    }
}
