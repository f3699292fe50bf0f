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
        _logVariances = new float[schema.Slots.Count][];
        if ((masked?.Values ?? rows) is not ColumnsDistribution columns)
        {
            return;
        }
        for (int slot = 0; slot < schema.Slots.Count; slot++)
        {
            TableSlot s = schema.Slots[slot];
            ColumnsDistribution.Run run = columns.Runs.First(r => s.Start >= r.Start && s.Start < r.Start + r.Length);
            if (schema.Columns[s.Column].Kind is ColumnKind.Positive && Plain(run.Values) is GaussianDistribution normal)
            {
                Tensor log = normal.LogVariance;
                _logVariances[slot] = log.Shape.Rank == 2 ? log.Slice(1, s.Start - run.Start, 1).ToArray() : [log.ToArray()[log.Length == 1 ? 0 : s.Start - run.Start]];
            }
        }
    }

    /// <summary>Adds what a row says of a cell, by its weight: one number, or the probability of every level.</summary>
    public void Add(int row, int slot, double weight, Span<double> sum)
    {
        TableSlot s = _schema.Slots[slot];
        ReadOnlySpan<float> means = _means.AsSpan((row * _schema.Width) + s.Start, s.Width);
        if (s.HasLevels)
        {
            for (int level = 0; level < sum.Length; level++)
            {
                sum[level] += weight * means[level];
            }
            return;
        }
        Column column = _schema.Columns[s.Column];
        double value = means[0];
        if (_logVariances[slot] is { } logs)
        {
            // The mean of a log-normal number lies above its median.
            value += column.Scale * Math.Exp(logs.Length == 1 ? logs[0] : logs[row]) / 2;
        }
        sum[0] += weight * Within(column, column.Restore(value), _within);
    }

    /// <summary>A number, and the least or greatest that was seen where it lies beyond.</summary>
    public static double Within(Column column, double value, bool within) =>
        !within || column.Minimum >= column.Maximum ? value : Math.Clamp(value, column.Minimum, column.Maximum);

    private static Distribution Plain(Distribution values) => values is StretchedDistribution stretched ? stretched.Values : values;
}
