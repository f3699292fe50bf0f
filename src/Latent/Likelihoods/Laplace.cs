using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Likelihoods;

/// <summary>Real values with Laplace noise, which forgives outliers; the decoder gives the medians.</summary>
public sealed class Laplace : Likelihood
{
    private readonly Scale _logScale;

    /// <summary>A Laplace likelihood over rows of <paramref name="values"/> values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="variance">Where the scale comes from.</param>
    /// <param name="scale">The scale b: the fixed one, or the one that learning starts from.</param>
    /// <param name="backend">Where a learned scale lives.</param>
    public Laplace(int values, Variance variance = Variance.Scalar, double scale = 1, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scale, variance is Variance.Fixed ? 0 : Gaussian.SmallestDeviation);
        _logScale = new Scale(variance, values, (float)Math.Log(scale), (float)Math.Log(Gaussian.SmallestDeviation), backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => _logScale.OutputsPerValue;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        _logScale.Split(decoded, out Tensor mean, out Tensor logScale);
        return new LaplaceDistribution(mean, logScale);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _logScale.Collect($"{path}.log_scale", parameters);
}
