using Latent.Distributions;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Priors;

/// <summary>
/// p(z) = (1/K) sum_k N(mean of q(z|x_k), v I): normal distributions of one learned variance around the encoded means of K
/// rows of the training data (Norouzi et al. 2020), which are drawn once and kept with the model.
/// </summary>
public sealed class ExemplarPrior : Prior
{
    private readonly Layer _encoder;
    private readonly Posterior _posterior;
    private readonly Tensor _exemplars;
    private readonly Tensor _logVariance;
    private readonly Tensor _logWeights;

    /// <summary>A prior over the latents of a posterior.</summary>
    /// <param name="encoder">The model's encoder; it is shared, not copied.</param>
    /// <param name="posterior">The model's posterior, which has to give diagonal Gaussians.</param>
    /// <param name="exemplars">[components, the encoder's inputs]: rows of the training data, as the encoder sees them.</param>
    /// <param name="backend">Where the variance lives.</param>
    /// <exception cref="InputException">The posterior is of another family.</exception>
    public ExemplarPrior(Layer encoder, Posterior posterior, Tensor exemplars, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(exemplars);
        VampPrior.RequireGaussian(posterior, nameof(ExemplarPrior));
        _encoder = encoder;
        _posterior = posterior;
        _exemplars = exemplars;
        _logVariance = Tensor.Parameter([0], new Shape(1), backend);
        _logWeights = VampPrior.EvenWeights(exemplars.Shape[0], exemplars);
    }

    /// <inheritdoc/>
    public override int LatentSize => _posterior.LatentSize;

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) =>
        new GaussianMixtureDistribution(_posterior.Given(_encoder.Forward(_exemplars, Phase.Evaluation)).Mean, _logVariance, _logWeights);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _encoder.Collect($"{path}.encoder", parameters);
        _posterior.Collect($"{path}.posterior", parameters);
        parameters.Add($"{path}.log_variance", _logVariance);
        parameters.AddStatistic($"{path}.exemplars", _exemplars);
    }
}
