using Latent.Distributions;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Imputation;

/// <summary>What latents decode to, cell by cell: the means of numbers in the columns' own units, the probabilities of levels.</summary>
internal sealed class DecodedCells
{
    private readonly TableSchema _schema;
    private readonly float[] _means;
    private readonly float[]?[] _logVariances;
    private readonly bool _within;

    /// <param name="schema">The columns.</param>
    /// <param name="rows">What rows decode to.</param>
    public DecodedCells(TableSchema schema, Distribution rows)
    {
        _schema = schema;
        var masked = rows as SelfMaskedDistribution;
        _within = masked is null;
        _means = (masked?.MissingMean ?? rows.Mean).ToArray();
        _logVariances = new float[schema.Columns.Count][];
        for (int column = 0; column < schema.Columns.Count && (masked?.Values ?? rows) is ColumnsDistribution columns; column++)
        {
            if (schema.Columns[column].Kind is not ColumnKind.Positive)
            {
                continue;
            }
            int start = schema.SlotsOf[column][0].Start;
            ColumnsDistribution.Run run = columns.Runs.First(r => start >= r.Start && start < r.Start + r.Length);
            if (Plain(run.Values) is GaussianDistribution { LogVariance: var log })
            {
                _logVariances[column] = log.Shape.Rank == 2 ? log.Slice(1, start - run.Start, 1).ToArray() : [log.ToArray()[log.Length == 1 ? 0 : start - run.Start]];
            }
        }
    }

    /// <summary>Adds what a row says of a cell, by its weight: the probability of every level, or one number.</summary>
    public void Add(int row, int column, double weight, Span<double> sum)
    {
        ReadOnlySpan<float> means = _means.AsSpan(row * _schema.Width, _schema.Width);
        Column of = _schema.Columns[column];
        TableSlot[] slots = _schema.SlotsOf[column];
        if (of.HasLevels)
        {
            for (int level = 0; level < sum.Length; level++)
            {
                sum[level] += weight * means[slots[0].Start + level];
            }
            return;
        }
        double value = means[slots[0].Start];
        if (_logVariances[column] is { } logs)
        {
            // The mean of a log-normal number lies above its median.
            value += of.Scale * Math.Exp(logs.Length == 1 ? logs[0] : logs[row]) / 2;
        }
        double number = Within(of, of.Restore(value), _within);
        if (of.Atoms.Count > 0)
        {
            ReadOnlySpan<float> atoms = means.Slice(slots[1].Start, slots[1].Width);
            number *= atoms[^1];
            for (int i = 0; i < of.Atoms.Count; i++)
            {
                number += atoms[i] * of.Atoms[i];
            }
        }
        sum[0] += weight * number;
    }

    /// <summary>The cell that drawn values stand for: a number, or a level; -1 for a level that has no name.</summary>
    public static double Drawn(TableSchema schema, int column, ReadOnlySpan<float> values, bool within)
    {
        Column of = schema.Columns[column];
        TableSlot[] slots = schema.SlotsOf[column];
        if (of.HasLevels)
        {
            return values.Slice(slots[0].Start, of.Levels.Count).IndexOf(1f);
        }
        int atom = of.Atoms.Count == 0 ? -1 : values.Slice(slots[1].Start, of.Atoms.Count).IndexOf(1f);
        return atom >= 0 ? of.Atoms[atom] : Within(of, of.Restore(values[slots[0].Start]), within);
    }

    /// <summary>A number, and the least or greatest that was seen where it lies beyond.</summary>
    private static double Within(Column column, double value, bool within) =>
        !within || column.Minimum >= column.Maximum ? value : Math.Clamp(value, column.Minimum, column.Maximum);

    private static Distribution Plain(Distribution values) => values is StretchedDistribution stretched ? stretched.Values : values;
}
