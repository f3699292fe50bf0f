using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;
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
    private readonly Tensor _offsets;

    /// <summary>A likelihood over rows of <paramref name="values"/> values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="components">How many logistics are mixed; they begin spread evenly over [0, 1].</param>
    /// <param name="scale">The scale that learning starts from.</param>
    /// <param name="backend">Where constants live.</param>
    public DiscretizedLogisticMixture(int values, int components = 5, double scale = 0.1, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(scale, Math.Exp(DiscretizedLogistic.SmallestLogScale));
        _values = values;
        _components = components;
        _logScale = Math.Log(scale);
        _offsets = Tensor.Constant([.. Enumerable.Range(0, components).Select(k => (k + 0.5f) / components)], new Shape(components, 1), backend);
    }

    /// <inheritdoc/>
    public override int OutputsPerValue => 3 * _components;

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override double Maximum => 1;

    /// <inheritdoc/>
    public override bool IsMassOfLevels => true;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        int rows = decoded.Shape[0];
        Tensor parts = decoded.Reshape(new Shape(rows, 3 * _components, _values));
        Tensor location = parts.Slice(1, _components, _components).Affine(0.5f) + _offsets;
        Tensor logScale = Scale.Floored(parts.Slice(1, 2 * _components, _components), _logScale, DiscretizedLogistic.SmallestLogScale);
        Shape row = decoded.Shape.Rank == 2 ? new Shape(_values) : decoded.Shape.WithoutFirst().WithoutFirst();
        return new DiscretizedLogisticMixtureDistribution(parts.Slice(1, 0, _components), location, logScale, row);
    }
}
