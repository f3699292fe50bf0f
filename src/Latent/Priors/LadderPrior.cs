using System.Globalization;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Priors;

/// <summary>
/// p(z) = p(z_1|z_2) ... p(z_L): levels of latents, the highest standard normal, every other normal with a mean and a
/// variance that a small network makes of the level above (Sønderby et al. 2016). A latent is all levels side by side,
/// the one next to the data first.
/// </summary>
public sealed class LadderPrior : Prior
{
    private readonly int[] _levels;
    private readonly Layer[] _networks;
    private readonly GaussianDistribution _highest;

    /// <summary>A prior over levels of these sizes.</summary>
    /// <param name="levels">How many values every level has, the one next to the data first; at least two.</param>
    /// <param name="hidden">The hidden layers of the network between two levels.</param>
    /// <param name="activation">What follows its maps.</param>
    /// <param name="rng">Where its weights are drawn from.</param>
    /// <param name="backend">Where the numbers live.</param>
    public LadderPrior(IReadOnlyList<int> levels, IReadOnlyList<int> hidden, Activation activation, Rng rng, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels.Count, 2);
        _levels = [.. levels];
        LatentSize = _levels.Sum();
        _networks = [.. Enumerable.Range(0, levels.Count - 1).Select(i => Sequence.Perceptron([levels[i + 1], .. hidden, 2 * levels[i]], activation, rng, backend))];
        Tensor zero = Tensor.Constant(new float[levels[^1]], new Shape(1, levels[^1]), backend);
        _highest = new GaussianDistribution(zero, zero);
    }

    /// <summary>How many values every level has, the one next to the data first.</summary>
    public IReadOnlyList<int> Levels => _levels;

    /// <inheritdoc/>
    public override int LatentSize { get; }

    /// <summary>As <see cref="Levels"/>.</summary>
    internal ReadOnlySpan<int> Sizes => _levels;

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => new LadderDistribution(this, null);

    /// <summary>p(z_level | the level above); of the highest, the standard normal.</summary>
    /// <param name="level">0 for the level next to the data.</param>
    /// <param name="above">[rows, values] of the level above; null for the highest.</param>
    internal GaussianDistribution Level(int level, Tensor? above) =>
        above is null ? _highest : GaussianDistribution.Packed(_networks[level].Forward(above, Phase.Evaluation));

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        for (int i = 0; i < _networks.Length; i++)
        {
            _networks[i].Collect(string.Create(CultureInfo.InvariantCulture, $"{path}.{i}"), parameters);
        }
    }
}
