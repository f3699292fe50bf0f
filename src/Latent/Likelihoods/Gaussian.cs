using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Likelihoods;

/// <summary>Real values with normal noise; the decoder gives the means.</summary>
public sealed class Gaussian : Likelihood
{
    /// <summary>The least standard deviation that a learned or predicted one can fall to.</summary>
    public const double SmallestDeviation = 0.01;

    private readonly Scale _logVariance;

    /// <summary>A normal likelihood over rows of <paramref name="values"/> values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="variance">Where the variance comes from.</param>
    /// <param name="deviation">The standard deviation: the fixed one, or the one that learning starts from.</param>
    /// <param name="backend">Where a learned variance lives.</param>
    public Gaussian(int values, Variance variance = Variance.Scalar, double deviation = 1, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(deviation, variance is Variance.Fixed ? 0 : SmallestDeviation);
        _logVariance = new Scale(variance, values, (float)(2 * Math.Log(deviation)), (float)(2 * Math.Log(SmallestDeviation)), backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => _logVariance.OutputsPerValue;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        _logVariance.Split(decoded, out Tensor mean, out Tensor logVariance);
        return new GaussianDistribution(mean, logVariance);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _logVariance.Collect($"{path}.log_variance", parameters);
}
