using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Priors;

/// <summary>p(z) = sum_k w_k N(m_k, diag v_k), everything learned: latents that fall into groups.</summary>
public sealed class GaussianMixture : Prior
{
    private readonly Tensor _means;
    private readonly Tensor _logVariances;
    private readonly Tensor _logits;

    /// <summary>A prior of this many components, whose means begin as draws from the standard normal distribution.</summary>
    public GaussianMixture(int latentSize, int components, Rng rng, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(latentSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        LatentSize = latentSize;
        float[] means = new float[components * latentSize];
        foreach (ref float mean in means.AsSpan())
        {
            mean = (float)rng.NextNormal();
        }
        var shape = new Shape(components, latentSize);
        _means = Tensor.Parameter(means, shape, backend);
        _logVariances = Tensor.Parameter(new float[means.Length], shape, backend);
        _logits = Tensor.Parameter(new float[components], new Shape(components), backend);
    }

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => new GaussianMixtureDistribution(_means, _logVariances, _logits - _logits.LogSumExp(0));

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.means", _means);
        parameters.Add($"{path}.log_variances", _logVariances);
        parameters.Add($"{path}.logits", _logits);
    }
}
