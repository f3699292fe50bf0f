using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Priors;

/// <summary>p(z|c) = N(mean(c), diag variance(c)), both from a small network over the condition (Sohn et al. 2015).</summary>
public sealed class ConditionalGaussian : Prior
{
    private readonly Layer _network;

    /// <summary>A prior with this network.</summary>
    /// <param name="network">The condition to the means and the log variances, side by side.</param>
    /// <exception cref="ArgumentException">The network gives an odd number of values.</exception>
    public ConditionalGaussian(Layer network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Outputs % 2 != 0)
        {
            throw new ArgumentException($"The network gives {network.Outputs} values a row; means and log variances are as many of either.", nameof(network));
        }
        _network = network;
    }

    /// <inheritdoc/>
    public override int LatentSize => _network.Outputs / 2;

    /// <inheritdoc/>
    public override int ConditionSize => _network.Inputs;

    /// <inheritdoc/>
    /// <exception cref="InputException">There is no condition.</exception>
    public override Distribution Given(Tensor? condition = null)
    {
        if (condition is null)
        {
            throw new InputException("This model's prior depends on the condition; say which one.");
        }
        return GaussianDistribution.Packed(_network.Forward(condition.Reshape(new Shape(condition.Shape[0], ConditionSize)), Phase.Evaluation));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _network.Collect(path, parameters);
}
