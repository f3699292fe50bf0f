using Latent.Bounds;
using Latent.Composition;
using Latent.Distributions;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Samplers;

/// <summary>Draws latents from a second VAE, of as many latents as it has values, that was trained on the first one's (Dai and Wipf 2019).</summary>
public sealed class TwoStageSampler : ContinuousSampler
{
    // With wide noise at first, the second VAE would begin by making nothing of its latents.
    private const double Deviation = 0.3;

    private readonly LatentTraining _training;
    private readonly Vae _second;

    internal TwoStageSampler(LatentModel model, Settings settings, WeightBudget weights)
        : base(model, "two-stage", [LatentSpace.RealValues], fewest: 2, LatentTraining.MostNumbers / model.LatentSize)
    {
        Backend backend = model.Parameters[0].Backend;
        int size = model.LatentSize;
        int[] hidden = settings.Integers("hidden", 256, 256), encoder = [size, .. hidden, 2 * size], decoder = [size, .. hidden, size];
        weights.TakePerceptron(encoder);
        weights.TakePerceptron(decoder);
        _training = new LatentTraining(size, settings, backend);
        Rng rng = new Rng(0).Split("two-stage");
        _second = new Vae(
            new Shape(size),
            Sequence.Perceptron(encoder, Activation.Relu, rng, backend),
            new DiagonalGaussian(size),
            new StandardNormal(size, backend),
            Sequence.Perceptron(decoder, Activation.Relu, rng, backend),
            new Gaussian(size, Variance.Scalar, Deviation, backend),
            new Elbo());
        Parameters = _second.Parameters;
        _training.Collect(Parameters);
    }

    /// <inheritdoc/>
    public override ParameterSet Parameters { get; }

    /// <inheritdoc/>
    public override Tensor Sample(int count, Rng rng, float temperature = 1)
    {
        Distribution prior = _second.Prior();
        Distribution latents = _second.Decode(prior.Spread(prior.Sample(count, rng), temperature));
        return _training.Restore(latents.Spread(latents.Sample(1, rng), temperature));
    }

    /// <inheritdoc/>
    private protected override void Fit(float[] latents, Rng rng, SamplerOptions options) => _training.Fit(_second, latents, options);
}
