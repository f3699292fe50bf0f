using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Backend = Latent.Tensors.Backends.Backend;

namespace Latent.Likelihoods;

/// <summary>
/// Levels in an order, each written as a group of values with a single 1 among zeros. The decoder gives one number h for a group;
/// with learned thresholds that rise, p(level &lt;= l) = sigmoid(threshold l - h) (McCullagh 1980).
/// </summary>
public sealed class Ordinal : Likelihood
{
    // No level has less: a threshold that is hardly above the one before it would leave none.
    private const float LeastProbability = 1e-6f;

    private readonly int[] _groups;
    private readonly Tensor[] _steps;
    private readonly Tensor[] _sums;

    /// <summary>An ordinal likelihood over rows of so many groups of values.</summary>
    /// <param name="groups">How many levels every group has, in the order of a row.</param>
    /// <param name="backend">Where the thresholds live.</param>
    /// <exception cref="ArgumentOutOfRangeException">A group has fewer than two levels.</exception>
    public Ordinal(IReadOnlyList<int> groups, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(groups);
        foreach (int levels in groups)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(levels, 2, nameof(groups));
        }
        _groups = [.. groups];
        Domain = ValueDomain.OneHot(_groups);
        _steps = [.. _groups.Select(levels => Tensor.Parameter(Steps(levels - 1), new Shape(1, levels - 1), backend))];
        _sums = [.. _groups.Select(levels => Tensor.Constant(Summing(levels - 1), new Shape(levels - 1, levels - 1), backend))];
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
    public override int Outputs(int values) => _groups.Length;

    /// <inheritdoc/>
    public override Distribution Given(Tensor decoded)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        int rows = decoded.Shape[0];
        Tensor[] logits = new Tensor[_groups.Length];
        for (int i = 0; i < _groups.Length; i++)
        {
            // The first threshold is free; those after it are each some way above.
            Tensor first = _steps[i].Slice(1, 0, 1);
            Tensor steps = _groups[i] == 2 ? first : TensorOperations.Concat(1, first, _steps[i].Slice(1, 1, _groups[i] - 2).Softplus());
            Tensor below = (steps.MatMul(_sums[i]) - decoded.Slice(1, i, 1)).Sigmoid();
            Tensor none = Tensor.Zeros(new Shape(rows, 1), decoded.Backend), all = none.Affine(1, 1);
            logits[i] = (TensorOperations.Concat(1, below, all) - TensorOperations.Concat(1, none, below)).Maximum(LeastProbability).Log();
        }
        return new OneHotDistribution(logits.Length == 1 ? logits[0] : TensorOperations.Concat(1, logits), _groups);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        for (int i = 0; i < _steps.Length; i++)
        {
            parameters.Add(FormattableString.Invariant($"{path}.{i}.thresholds"), _steps[i]);
        }
    }

    /// <summary>Thresholds about zero, one apart (softplus(0.54) is 1).</summary>
    private static float[] Steps(int count) => [.. Enumerable.Range(0, count).Select(i => i == 0 ? -(count - 1) / 2f : 0.5413f)];

    /// <summary>The matrix that adds up what stands before every place.</summary>
    private static float[] Summing(int count) => [.. Enumerable.Range(0, count * count).Select(i => i / count <= i % count ? 1f : 0f)];
}
