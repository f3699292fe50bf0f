using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Likelihoods;

/// <summary>
/// 8-bit values scaled to [0, 1], each a mixture of logistics cut into 256 levels (Salimans et al. 2017): several places
/// where a value may lie instead of one in between. For every value the decoder gives the components' weights, then
/// their locations, then their scales; colours of a pixel are independent given the latent.
/// </summary>
public sealed class DiscretizedLogisticMixture : Likelihood
{
    private readonly int _values;
    private readonly int _components;
    private readonly double _logScale;

    /// <summary>A likelihood over rows of <paramref name="values"/> values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="components">How many logistics are mixed; they begin spread evenly over [0, 1].</param>
    /// <param name="scale">The scale that learning starts from.</param>
    public DiscretizedLogisticMixture(int values, int components = 5, double scale = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scale, Math.Exp(DiscretizedLogistic.SmallestLogScale));
        _values = values;
        _components = components;
        _logScale = Math.Log(scale);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => 3 * _components;

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override double Maximum => 1;

    /// <inheritdoc/>
    public override Measure Measure => Measure.Levels;

    /// <inheritdoc/>
    public override MeanLink? Link => null;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        Tensor parts = decoded.Reshape(new Shape(decoded.Shape[0], 3 * _components * _values));
        Shape row = decoded.Shape.Rank == 2 ? new Shape(_values) : decoded.Shape.WithoutFirst().WithoutFirst();
        return new DiscretizedLogisticMixtureDistribution([.. Enumerable.Range(0, _components).Select(Component)], row);

        // Locations begin spread evenly over [0, 1], lest all components learn the same.
        DiscretizedLogisticMixtureDistribution.Component Component(int k) => new(
            Part(k),
            Part(_components + k).Affine(0.5f, (k + 0.5f) / _components),
            Scale.Floored(Part((2 * _components) + k), _logScale, DiscretizedLogistic.SmallestLogScale));

        Tensor Part(int i) => parts.Slice(1, i * _values, _values);
    }
}
