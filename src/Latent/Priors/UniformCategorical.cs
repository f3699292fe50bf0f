using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Priors;

/// <summary>p(z): every category of every group is as likely as any other.</summary>
public sealed class UniformCategorical : Prior
{
    private readonly Tensor _logits;
    private readonly int _categories;

    /// <summary>A prior over groups of categories.</summary>
    public UniformCategorical(int groups, int categories, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(groups);
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 2);
        _categories = categories;
        _logits = Tensor.Constant(new float[groups * categories], new Shape(1, groups * categories), backend);
    }

    /// <inheritdoc/>
    public override int LatentSize => _logits.Length;

    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.OneHot;

    internal Backend Backend => _logits.Backend;

    // A new one every time: what it works out and keeps belongs to one step.
    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => new CategoricalDistribution(_logits, _categories);
}
