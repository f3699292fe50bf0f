using Latent.Distributions;
using Latent.Layers;
using Latent.Priors;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Posteriors;

/// <summary>
/// q(z|x) over groups of categories, their logits from the encoder. Training draws relaxed samples (Gumbel-softmax: Jang et
/// al. 2017; Concrete: Maddison et al. 2017), whose gradient reaches the encoder; evaluation draws one category of every
/// group. The KL is that of the categories, in closed form, always: so the ELBO of an evaluation is a bound on log p(x), and
/// that of training an estimate of it which the temperature biases.
/// </summary>
public sealed class Concrete : DiscretePosterior
{
    /// <summary>Temperatures are held above this: below it gradients are next to nothing, or without bound.</summary>
    public const double LeastTemperature = 0.05;

    private readonly Schedule _temperature;
    private readonly bool _straightThrough;

    /// <summary>A posterior over groups of categories.</summary>
    /// <param name="groups">How many groups there are.</param>
    /// <param name="categories">How many categories a group has.</param>
    /// <param name="temperature">The temperature of training's samples; null for 2/3.</param>
    /// <param name="straightThrough">Whether training's samples, too, are rounded to one category.</param>
    /// <param name="backend">Where the prior's numbers live.</param>
    public Concrete(int groups, int categories, Schedule? temperature = null, bool straightThrough = false, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 2);
        Positions = groups;
        Codes = categories;
        _temperature = temperature ?? Schedule.Constant(2.0 / 3);
        _straightThrough = straightThrough;
        Uniform = new UniformCategorical(groups, categories, backend);
    }

    /// <inheritdoc/>
    public override int Positions { get; }

    /// <inheritdoc/>
    public override int Codes { get; }

    /// <inheritdoc/>
    public override bool SharesCodes => false;

    /// <inheritdoc/>
    public override int LatentSize => Positions * Codes;

    /// <inheritdoc/>
    public override int EncoderOutputs => LatentSize;

    /// <inheritdoc/>
    public override bool HasDensity => true;

    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.OneHot;

    /// <inheritdoc/>
    public override Prior Uniform { get; }

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded) => Given(encoded, Phase.Evaluation);

    /// <inheritdoc/>
    public override Distribution Given(Tensor encoded, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        return new CategoricalDistribution(encoded.Reshape(new Shape(encoded.Shape[0], LatentSize)), Codes)
        {
            Temperature = phase.IsTraining ? (float)Math.Max(LeastTemperature, _temperature.At(phase.Epoch)) : 0,
            StraightThrough = _straightThrough,
        };
    }

    /// <inheritdoc/>
    public override void Read(Tensor latents, Span<int> codes)
    {
        ArgumentNullException.ThrowIfNull(latents);
        Largest.Of(latents.Reshape(new Shape(latents.Length / Codes, Codes)), codes);
    }

    /// <inheritdoc/>
    public override Tensor Write(Indices codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        float[] latents = new float[codes.Length * Codes];
        for (int i = 0; i < codes.Length; i++)
        {
            latents[(i * Codes) + codes.Values[i]] = 1;
        }
        return Tensor.From(latents, new Shape(codes.Length / Positions, LatentSize), ((UniformCategorical)Uniform).Backend);
    }
}
