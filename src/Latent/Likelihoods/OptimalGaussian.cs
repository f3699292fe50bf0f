using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Likelihoods;

/// <summary>
/// Real values with normal noise of one variance that is not learned but known: the one that makes a batch most likely
/// is its mean squared error (Rybkin et al. 2021). Training takes that of every batch; a running mean of them, kept with
/// the model, is the variance ever after, so that evaluated densities are those of one fixed distribution. The decoder
/// gives the means.
/// </summary>
public sealed class OptimalGaussian : Likelihood
{
    private const float Momentum = 0.1f;
    private static readonly float s_least = (float)(Gaussian.SmallestDeviation * Gaussian.SmallestDeviation);

    private readonly Tensor _variance;

    /// <summary>A normal likelihood.</summary>
    /// <param name="deviation">The standard deviation before anything is known.</param>
    /// <param name="backend">Where the running variance lives.</param>
    public OptimalGaussian(double deviation = 1, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deviation, 0);
        _variance = Tensor.Constant([(float)(deviation * deviation)], new Shape(1), backend);
    }

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded) => new GaussianDistribution(decoded, _variance.Maximum(s_least).Log());

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded, Phase phase) => phase.IsTraining ? new FittedGaussianDistribution(decoded, Fit) : Given(decoded);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.AddStatistic($"{path}.variance", _variance);
    }

    /// <summary>[1]: the log variance for a batch of this mean squared error, which is remembered.</summary>
    private Tensor Fit(Tensor meanSquaredError)
    {
        Tensor variance = meanSquaredError.Maximum(s_least);
        _variance.MoveTowards(variance, Momentum);
        return variance.Log();
    }
}
