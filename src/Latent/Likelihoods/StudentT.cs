using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Likelihoods;

/// <summary>Real values with noise from Student's t, which hardly minds wild ones; the decoder gives the centres.</summary>
public sealed class StudentT : Likelihood
{
    /// <summary>The fewest degrees of freedom that learned ones can fall to: above it the variance is finite.</summary>
    public const double FewestDegrees = 2;

    // With so many degrees it is the normal distribution in all but name.
    private static readonly float s_mostLogDegrees = (float)Math.Log(1000);

    private readonly Scale _logScale;
    private readonly Scale _logDegrees;

    /// <summary>A likelihood of Student's t over rows of <paramref name="values"/> values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="variance">Where the scale comes from.</param>
    /// <param name="scale">The scale: the fixed one, or the one that learning starts from.</param>
    /// <param name="degrees">Where the degrees of freedom come from; they cannot be predicted.</param>
    /// <param name="degreesOfFreedom">The degrees of freedom: the fixed ones, or those that learning starts from.</param>
    /// <param name="backend">Where learned ones live.</param>
    public StudentT(int values, Variance variance = Variance.Scalar, double scale = 1, Variance degrees = Variance.Fixed, double degreesOfFreedom = 4, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        ArgumentOutOfRangeException.ThrowIfEqual(degrees, Variance.Predicted);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scale, variance is Variance.Fixed ? 0 : Gaussian.SmallestDeviation);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(degreesOfFreedom, degrees is Variance.Fixed ? 0 : FewestDegrees);
        _logScale = new Scale(variance, values, (float)Math.Log(scale), (float)Math.Log(Gaussian.SmallestDeviation), backend);
        _logDegrees = new Scale(degrees, values, (float)Math.Log(degreesOfFreedom), (float)Math.Log(FewestDegrees), backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => _logScale.OutputsPerValue;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        _logScale.Split(decoded, out Tensor location, out Tensor logScale);
        _logDegrees.Split(location, out location, out Tensor logDegrees);
        return new StudentTDistribution(location, logScale, logDegrees.Minimum(s_mostLogDegrees));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        _logScale.Collect($"{path}.log_scale", parameters);
        _logDegrees.Collect($"{path}.log_degrees", parameters);
    }
}
