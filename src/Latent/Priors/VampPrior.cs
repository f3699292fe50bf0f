using Latent.Distributions;
using Latent.Layers;
using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Priors;

/// <summary>
/// p(z) = (1/K) sum_k q(z|u_k): the mean of the posteriors of K learned pseudo-inputs u_k, through the model's own encoder
/// (Tomczak and Welling 2018).
/// </summary>
public sealed class VampPrior : Prior
{
    private readonly Layer _encoder;
    private readonly Posterior _posterior;
    private readonly Tensor _inputs;
    private readonly Tensor _logWeights;

    /// <summary>A prior over the latents of a posterior.</summary>
    /// <param name="encoder">The model's encoder; it is shared, not copied.</param>
    /// <param name="posterior">The model's posterior, which has to give diagonal Gaussians.</param>
    /// <param name="inputs">[components, the encoder's inputs]: what the pseudo-inputs begin as; a parameter.</param>
    /// <exception cref="InputException">The posterior is of another family.</exception>
    public VampPrior(Layer encoder, Posterior posterior, Tensor inputs)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(inputs);
        RequireGaussian(posterior, nameof(VampPrior));
        _encoder = encoder;
        _posterior = posterior;
        _inputs = inputs;
        int components = inputs.Shape[0];
        _logWeights = EvenWeights(components, inputs);
    }

    /// <inheritdoc/>
    public override int LatentSize => _posterior.LatentSize;

    /// <summary>[components, the encoder's inputs]: the pseudo-inputs.</summary>
    public Tensor Inputs => _inputs;

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null)
    {
        var components = (GaussianDistribution)_posterior.Given(_encoder.Forward(_inputs, Phase.Evaluation));
        return new GaussianMixtureDistribution(components.Mean, components.LogVariance, _logWeights);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _encoder.Collect($"{path}.encoder", parameters);
        _posterior.Collect($"{path}.posterior", parameters);
        parameters.Add($"{path}.inputs", _inputs);
    }

    /// <summary>Refuses posteriors whose mixtures have no closed density here.</summary>
    internal static void RequireGaussian(Posterior posterior, string prior)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        if (posterior is not DiagonalGaussian)
        {
            throw new InputException($"The prior {prior} mixes posteriors that are diagonal Gaussians, and {posterior.GetType().Name} is none; take the posterior diagonal-gaussian, or another prior.");
        }
    }

    /// <summary>The logarithms of equal weights.</summary>
    internal static Tensor EvenWeights(int components, Tensor beside)
    {
        float[] weights = new float[components];
        Array.Fill(weights, -(float)Math.Log(components));
        return Tensor.Constant(weights, new Shape(components), beside.Backend);
    }
}
