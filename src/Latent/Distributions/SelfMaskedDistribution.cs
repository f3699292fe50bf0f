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

    /// <summary>The cells of which it is told whether they are there.</summary>
    internal IReadOnlyList<TableSlot> Slots => _slots;

    /// <summary>The distribution of the values alone.</summary>
    public Distribution Values => _values;

    /// <summary>As <see cref="Mean"/>, of cells that are missing.</summary>
    public Tensor MissingMean
    {
        get
        {
            List<Tensor> parts = [];
            foreach (Part part in Parts())
            {
                Tensor mean = part.Values.Mean;
                if (part.Slots.Length == 0)
                {
                    parts.Add(mean);
                }
                else if (part.Slots[0].HasLevels)
                {
                    // Values of no slot have no slope and no level: all of theirs are as likely to be missing.
                    Tensor joint = mean * (part.Slope + part.Level.MatMul(part.Places, transposeB: true)).Sigmoid();
                    Tensor together = joint.MatMul(part.Places).MatMul(part.Places, transposeB: true), none = part.Places.Sum(1).Affine(-1, 1);
                    parts.Add((joint / (together + none).Maximum(LeastProbability) * none.Affine(-1, 1)) + (mean * none));
                }
                else
                {
                    parts.Add(part.Values is GaussianDistribution g ? Shifted(mean, g.LogVariance.Affine(0.5f).Exp(), part.Level.MatMul(part.Places, transposeB: true), part.Slope) : mean);
                }
            }
            return Joined(parts);
        }
    }

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
        Tensor present = mask.MatMul(_places / _places.Sum(0, keep: true));
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
    private Tensor Missing()
    {
        List<Tensor> parts = [];
        foreach (Part part in Parts().Where(part => part.Slots.Length > 0))
        {
            Tensor mean = part.Values.Mean;
            if (part.Slots[0].HasLevels)
            {
                parts.Add((mean * (part.Slope + part.Level.MatMul(part.Places, transposeB: true)).Sigmoid()).MatMul(part.Places));
                continue;
            }
            Tensor odds = (mean * part.Slope).MatMul(part.Places) + part.Level;
            if (part.Values is not GaussianDistribution normal)
            {
                parts.Add(odds.Sigmoid());
                continue;
            }
            Tensor deviation = normal.LogVariance.Affine(0.5f).Exp() * part.Slope, spread = deviation.Reshape(new Shape(deviation.Length / mean.Shape[1], mean.Shape[1])).MatMul(part.Places);
            Tensor? sum = null;
            for (int k = 0; k < s_nodes.Length; k++)
            {
                Tensor term = (odds + (spread * s_nodes[k])).Sigmoid() * s_weights[k];
                sum = sum is null ? term : sum + term;
            }
            parts.Add(sum!);
        }
        return Joined(parts);
    }

    /// <summary>The mean of normal numbers that are missing.</summary>
    private static Tensor Shifted(Tensor mean, Tensor deviation, Tensor level, Tensor slope)
    {
        Tensor? sum = null, all = null;
        for (int k = 0; k < s_nodes.Length; k++)
        {
            Tensor x = mean + (deviation * s_nodes[k]), weight = ((x * slope) + level).Sigmoid() * s_weights[k];
            sum = sum is null ? weight * x : sum + (weight * x);
            all = all is null ? weight : all + weight;
        }
        return sum! / all!.Maximum(LeastProbability);
    }

    /// <summary>The runs of values, each with the slots that tell of its cells, and these slots' places among its values.</summary>
    private IEnumerable<Part> Parts()
    {
        int first = 0;
        foreach (ColumnsDistribution.Run run in ((ColumnsDistribution)_values).Runs)
        {
            TableSlot[] slots = [.. _slots.Where(s => s.Start >= run.Start && s.Start < run.Start + run.Length)];
            Distribution values = run.Values is StretchedDistribution stretched ? stretched.Values : run.Values;
            yield return slots.Length == 0 ? new Part(values, slots, _slope, _level, _places) : new Part(
                values, slots, _slope.Slice(0, run.Start, run.Length), _level.Slice(0, first, slots.Length).Reshape(new Shape(1, slots.Length)), _places.Slice(0, run.Start, run.Length).Slice(1, first, slots.Length));
            first += slots.Length;
        }
    }

    private static Tensor Joined(List<Tensor> parts) => parts.Count == 1 ? parts[0] : TensorOperations.Concat(1, [.. parts]);

    private sealed record Part(Distribution Values, TableSlot[] Slots, Tensor Slope, Tensor Level, Tensor Places);

    /// <summary>The sum of one number for every row and one for every sample of it.</summary>
    private static Tensor Together(Tensor samples, Tensor rows) => samples.Length == rows.Length
        ? samples + rows
        : (samples.Reshape(new Shape(samples.Length / rows.Length, rows.Length)) + rows).Reshape(samples.Shape);
}
