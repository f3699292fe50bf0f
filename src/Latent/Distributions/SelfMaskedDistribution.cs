using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Rows of cells, each of which is there or missing with a probability that depends on its value: log p(values that are there,
/// gaps) with the values that are not there integrated out, of levels exactly and of normal numbers by quadrature; of other
/// numbers the mean stands for all.
/// </summary>
public sealed class SelfMaskedDistribution : Distribution
{
    // Gauss-Hermite nodes and weights for the standard normal.
    private static readonly float[] s_nodes = [-3.7504397f, -2.3667594f, -1.1544054f, 0, 1.1544054f, 2.3667594f, 3.7504397f];
    private static readonly float[] s_weights = [0.00054826886f, 0.030757124f, 0.24012318f, 0.45714286f, 0.24012318f, 0.030757124f, 0.00054826886f];

    // Below this, the logarithm of a probability is cut off.
    private const float LeastProbability = 1e-7f;

    private readonly Distribution _values;
    private readonly IReadOnlyList<TableSlot> _slots;
    private readonly Tensor _level;
    private readonly Tensor _slope;
    private readonly Tensor _places;

    /// <summary>Rows with gaps.</summary>
    /// <param name="values">The distribution of the values.</param>
    /// <param name="slots">The cells, and which values each has.</param>
    /// <param name="level">[slots]: the log-odds that a cell is missing at value 0.</param>
    /// <param name="slope">[values]: how much they rise with a value.</param>
    /// <param name="places">[values, slots]: 1 where a value is the slot's.</param>
    internal SelfMaskedDistribution(Distribution values, IReadOnlyList<TableSlot> slots, Tensor level, Tensor slope, Tensor places)
    {
        (_values, _slots, _level, _slope, _places) = (values, slots, level, slope, places);
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <summary>The mean of every number and the probability of every level, of cells of which it is not known whether they are there.</summary>
    public override Tensor Mean => _values.Mean;

    /// <summary>The distribution of the values alone.</summary>
    public Distribution Values => _values;

    /// <summary>As <see cref="Mean"/>, of cells that are missing.</summary>
    public Tensor MissingMean => ByKind(
        (mean, deviation, level, slope) =>
        {
            Tensor? sum = null, all = null;
            for (int k = 0; k < s_nodes.Length; k++)
            {
                Tensor x = mean + (deviation * s_nodes[k]), weight = ((x * slope) + level).Sigmoid() * s_weights[k];
                sum = sum is null ? weight * x : sum + (weight * x);
                all = all is null ? weight : all + weight;
            }
            return sum! / all!.Maximum(LeastProbability);
        },
        (mean, _, _) => mean,
        (probabilities, level, slope) =>
        {
            Tensor joint = probabilities * (slope + level).Sigmoid();
            return joint / joint.Sum(1, keep: true).Maximum(LeastProbability);
        });

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor there = _values.LogProbability(x, mask);

        // [rows, slots]: what is there is not missing.
        Tensor known = ((x * _slope).MatMul(_places) + _level).Softplus().Affine(-1);
        if (mask is null)
        {
            return Together(there, known.Sum(1));
        }
        Tensor present = mask.MatMul(_places * (1f / _places.Sum(0, keep: true)));
        Tensor gaps = Missing().Maximum(LeastProbability).Log();
        int rows = present.Shape[0], slots = _slots.Count;
        Tensor hidden = (gaps.Reshape(new Shape(gaps.Shape[0] / rows, rows, slots)) * present.Affine(-1, 1)).Sum(2).Reshape(new Shape(gaps.Shape[0]));
        return Together(there + hidden, (known * present).Sum(1));
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x) => _values.ElementLogProbability(x);

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => _values.Sample(samples, rng);

    /// <inheritdoc/>
    public override Distribution Detach() => new SelfMaskedDistribution(_values.Detach(), _slots, _level.Detach(), _slope.Detach(), _places);

    /// <summary>The log-odds that a cell is missing which has these values.</summary>
    /// <param name="x">[rows, values].</param>
    /// <returns>[rows, slots].</returns>
    internal Tensor LogOdds(Tensor x) => (x * _slope).MatMul(_places) + _level;

    /// <summary>[rows, slots]: the probability that a cell is missing.</summary>
    private Tensor Missing() => ByKind(
        (mean, deviation, level, slope) =>
        {
            Tensor? sum = null;
            for (int k = 0; k < s_nodes.Length; k++)
            {
                Tensor part = (((mean + (deviation * s_nodes[k])) * slope) + level).Sigmoid() * s_weights[k];
                sum = sum is null ? part : sum + part;
            }
            return sum!;
        },
        (mean, level, slope) => ((mean * slope) + level).Sigmoid(),
        (probabilities, level, slope) => (probabilities * (slope + level).Sigmoid()).Sum(1, keep: true));

    /// <summary>Goes through the slots by the kind of their distribution, and puts what it gets side by side.</summary>
    private Tensor ByKind(Func<Tensor, Tensor, Tensor, Tensor, Tensor> normal, Func<Tensor, Tensor, Tensor, Tensor> number, Func<Tensor, Tensor, Tensor, Tensor> levels)
    {
        List<Tensor> parts = [];
        int first = 0;
        foreach (ColumnsDistribution.Run run in ((ColumnsDistribution)_values).Runs)
        {
            TableSlot[] slots = [.. _slots.Where(s => s.Start >= run.Start && s.Start < run.Start + run.Length)];
            Tensor mean = run.Values.Mean, slope = _slope.Slice(0, run.Start, run.Length);
            if (slots[0].HasLevels)
            {
                for (int i = 0; i < slots.Length; i++)
                {
                    int at = slots[i].Start - run.Start;
                    parts.Add(levels(mean.Slice(1, at, slots[i].Width), _level.Slice(0, first + i, 1), slope.Slice(0, at, slots[i].Width)));
                }
            }
            else
            {
                Tensor level = _level.Slice(0, first, slots.Length);
                parts.Add(Plain(run.Values) is GaussianDistribution g ? normal(mean, g.LogVariance.Affine(0.5f).Exp(), level, slope) : number(mean, level, slope));
            }
            first += slots.Length;
        }
        return parts.Count == 1 ? parts[0] : TensorOperations.Concat(1, [.. parts]);
    }

    private static Distribution Plain(Distribution values) => values is StretchedDistribution stretched ? stretched.Values : values;

    /// <summary>The sum of one number for every row and one for every sample of it.</summary>
    private static Tensor Together(Tensor samples, Tensor rows) => samples.Length == rows.Length
        ? samples + rows
        : (samples.Reshape(new Shape(samples.Length / rows.Length, rows.Length)) + rows).Reshape(samples.Shape);
}
