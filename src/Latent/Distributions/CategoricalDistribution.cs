using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Groups of categories, one category of every group: a row is a one in every group and zeros elsewhere. Samples are such
/// rows, unless the distribution is relaxed: then they are softmax((logits + Gumbel noise) / temperature), which tends to
/// them as the temperature falls and has a gradient (Jang et al. 2017; Maddison et al. 2017). Log-probabilities are those of
/// the categories; of a relaxed row, their linear extension.
/// </summary>
public sealed class CategoricalDistribution : Distribution
{
    // Below every uniform draw but zero, whose logarithm is infinite.
    private const float SmallestDraw = 5e-8f;

    private readonly Tensor _logits;
    private readonly int _categories;
    private Tensor? _logProbabilities;

    /// <summary>Categories with these logits.</summary>
    /// <param name="logits">[rows, groups * categories], group by group.</param>
    /// <param name="categories">How many categories a group has.</param>
    /// <exception cref="ArgumentException">The logits are not whole groups.</exception>
    public CategoricalDistribution(Tensor logits, int categories)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(categories);
        if (logits.Shape.Rank != 2 || logits.Shape[1] % categories != 0)
        {
            throw new ArgumentException($"Logits {logits.Shape} are not rows of groups of {categories}.", nameof(logits));
        }
        _logits = logits;
        _categories = categories;
    }

    /// <summary>The temperature of relaxed samples; 0 for samples that are one category of every group.</summary>
    public float Temperature { get; init; }

    /// <summary>Whether relaxed samples are rounded to one category, with the gradient of what they were before.</summary>
    public bool StraightThrough { get; init; }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    public override bool IsDiscrete => Temperature == 0;

    /// <summary>The probabilities.</summary>
    public override Tensor Mean => Grouped(_logits).Softmax().Reshape(_logits.Shape);

    private int Rows => _logits.Shape[0];

    private int Values => _logits.Shape[1];

    private Tensor LogProbabilities => _logProbabilities ??= Grouped(_logits).LogSoftmax().Reshape(_logits.Shape);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int given = x.Length / Values, fewest = Math.Min(given, Rows), most = Math.Max(given, Rows);
        Tensor terms = Folded(x, given, fewest) * Folded(LogProbabilities, Rows, fewest);
        if (mask is not null)
        {
            terms *= Folded(mask, mask.Length / Values, fewest);
        }
        return terms.Sum(^1).Reshape(new Shape(most));
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        Shape groups = new(samples * Rows, Values / _categories, _categories);
        Tensor scores = Gumbel(groups, rng, _logits.Backend).Reshape(new Shape(samples, Rows, Values)) + _logits;
        Shape rows = new(samples * Rows, Values);
        if (Temperature == 0)
        {
            return Largest.OneHot(scores.Reshape(groups)).Reshape(rows);
        }
        Tensor relaxed = scores.Affine(1 / Temperature, 0).Reshape(groups).Softmax();
        return (StraightThrough ? Largest.OneHot(relaxed).StraightThrough(relaxed) : relaxed).Reshape(rows);
    }

    /// <summary>The divergence between the categories, sum p (log p - log q), whether samples are relaxed or not.</summary>
    /// <param name="other">Another distribution over the same groups.</param>
    /// <returns>[rows, groups], nats: the values of a group have one divergence together.</returns>
    public override Tensor? KlTo(Distribution other) => other is CategoricalDistribution o && o._categories == _categories && o.Values == Values
        ? Grouped(LogProbabilities.Exp() * (LogProbabilities - o.LogProbabilities)).Sum(^1)
        : null;

    /// <inheritdoc/>
    public override Distribution Detach() => new CategoricalDistribution(_logits.Detach(), _categories) { Temperature = Temperature, StraightThrough = StraightThrough };

    /// <summary>Independent draws whose addition to logits makes the greatest of them a draw of their categories (Gumbel 1954).</summary>
    internal static Tensor Gumbel(Shape shape, Rng rng, Backend backend) => -(-Tensor.Uniform(shape, rng, backend).Maximum(SmallestDraw).Log()).Log();

    private Tensor Grouped(Tensor rows) => rows.Reshape(new Shape(rows.Shape[0], Values / _categories, _categories));

    private Tensor Folded(Tensor rows, int count, int fewest) => rows.Reshape(new Shape(count / fewest, fewest, Values));
}
