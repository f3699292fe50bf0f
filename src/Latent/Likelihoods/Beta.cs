using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Likelihoods;

/// <summary>Shares: values between 0 and 1 with a beta density; the decoder gives the log odds of the means.</summary>
public sealed class Beta : Likelihood
{
    /// <summary>The greatest concentration that a learned or predicted one can rise to: a deviation of a hundredth in the middle.</summary>
    public const double LargestConcentration = 2500;

    private readonly Scale _logSpread;

    /// <summary>A beta likelihood over rows of <paramref name="values"/> values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="variance">Where the concentration comes from.</param>
    /// <param name="concentration">The concentration: the fixed one, or the one that learning starts from; variances are near m (1 - m) over it.</param>
    /// <param name="backend">Where a learned concentration lives.</param>
    public Beta(int values, Variance variance = Variance.Scalar, double concentration = 10, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(concentration);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(concentration, LargestConcentration);
        _logSpread = new Scale(variance, values, (float)-Math.Log(concentration), (float)-Math.Log(LargestConcentration), backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => _logSpread.OutputsPerValue;

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override double Maximum => 1;

    /// <inheritdoc/>
    public override ValueDomain Domain => ValueDomain.OpenUnit;

    /// <inheritdoc/>
    public override MeanLink? Link => MeanLink.LogOdds;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        _logSpread.Split(decoded, out Tensor logit, out Tensor logSpread);
        return new BetaDistribution(logit, -logSpread);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _logSpread.Collect($"{path}.log_spread", parameters);
}
