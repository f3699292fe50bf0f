using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;

namespace Latent.Likelihoods;

/// <summary>Categories, each written as a group of values with a single 1 among zeros; the decoder gives the logarithms of their probabilities, up to a constant for every group.</summary>
public sealed class Categorical : Likelihood
{
    private readonly int[] _groups;

    /// <summary>A categorical likelihood over rows of so many groups of values.</summary>
    /// <param name="groups">How many values (levels) every group has, in the order of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A group has fewer than two levels, so that there is nothing to tell apart.</exception>
    public Categorical(IReadOnlyList<int> groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        foreach (int levels in groups)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2, nameof(groups));
        }
        _groups = [.. groups];
        Domain = ValueDomain.OneHot(_groups);
    }

    /// <inheritdoc/>
    public override double Minimum => 0;

    /// <inheritdoc/>
    public override Measure Measure => Measure.Categories;

    /// <inheritdoc/>
    public override double Maximum => 1;

    /// <inheritdoc/>
    public override ValueDomain Domain { get; }

    /// <inheritdoc/>
    public override MeanLink? Link => null;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded) => new OneHotDistribution(decoded, _groups);
}
