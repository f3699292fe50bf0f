using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Likelihoods;

/// <summary>
/// 8-bit values scaled to [0, 1], each a logistic cut into 256 levels (Kingma et al. 2016): a probability of the levels
/// themselves, whose nats give bits per dimension as they are. The decoder gives the locations: an output of 0 is the
/// middle of the range, one of -1 or 1 its ends.
/// </summary>
public sealed class DiscretizedLogistic : Likelihood
{
    /// <summary>The least logarithm of a scale that is learned or predicted: a twelfth of a level, within which 99% of the probability lies.</summary>
    internal const double SmallestLogScale = -8;

    private readonly Scale _logScale;

    /// <summary>A likelihood over rows of <paramref name="values"/> values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="variance">Where the scale comes from.</param>
    /// <param name="scale">The scale: the fixed one, or the one that learning starts from.</param>
    /// <param name="backend">Where a learned scale lives.</param>
    public DiscretizedLogistic(int values, Variance variance = Variance.Predicted, double scale = 0.1, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scale, variance is Variance.Fixed ? 0 : Math.Exp(SmallestLogScale));
        _logScale = new Scale(variance, values, (float)Math.Log(scale), (float)SmallestLogScale, backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => _logScale.OutputsPerValue;

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override double Maximum => 1;

    /// <inheritdoc/>
    public override Measure Measure => Measure.Levels;

    /// <inheritdoc/>
    public override MeanLink? Link => MeanLink.Centred;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        _logScale.Split(decoded, out Tensor location, out Tensor logScale);
        return new DiscretizedLogisticDistribution(location.Affine(0.5f, 0.5f), logScale);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters) => _logScale.Collect($"{path}.log_scale", parameters);
}
