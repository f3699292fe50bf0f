using Latent.Data;
using Latent.Tables;

namespace Latent.Applications;

/// <summary>Tells what the groups of a table's rows are like: in which columns they differ most from all rows. Missing cells do not count.</summary>
public static class GroupTraits
{
    // What statisticians call a small effect; less is not worth a word.
    private const double LeastEffect = 0.2;

    // Of the mean: a smaller deviation is rounding.
    private const double LeastDeviation = 1e-7;

    private const int Block = 512;

    /// <summary>What each group is like, the most telling columns first, each once.</summary>
    /// <param name="data">A table, or rows of plain numbers.</param>
    /// <param name="groups">The group of every row, counted from 0.</param>
    /// <param name="count">How many groups there are.</param>
    /// <param name="most">How many columns are told of a group at most.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <exception cref="ArgumentException">Not every row has a group.</exception>
    public static IReadOnlyList<IReadOnlyList<GroupTrait>> Of(DataSet data, IReadOnlyList<int> groups, int count, int most = 5, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(groups);
        if (groups.Count != data.Count)
        {
            throw new ArgumentException($"There are {data.Count} rows, and groups of {groups.Count}; every row needs one.", nameof(groups));
        }
        Part[] parts = data.Table is { } schema ? [.. schema.Slots.Where(slot => slot.Part is null).Select(slot => new Part(schema.Columns[slot.Column], slot, count))]
            : [.. ColumnNames.Numbered(data.RowShape.Length).Select((name, i) => new Part(name, i, count))];
        int width = data.RowShape.Length;
        float[] values = new float[Math.Min(Block, data.Count) * width];
        for (int start = 0; start < data.Count; start += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] rows = [.. Enumerable.Range(start, Math.Min(Block, data.Count - start))];
            data.Rows.Read(rows, values);
            for (int r = 0; r < rows.Length; r++)
            {
                foreach (Part part in parts)
                {
                    part.Add(values.AsSpan((r * width) + part.Start, part.Width), groups[start + r]);
                }
            }
        }
        return [.. Enumerable.Range(0, count).Select(g => Telling(parts, g, most))];
    }

    private static GroupTrait[] Telling(Part[] parts, int group, int most) =>
    [
        .. parts.Select(part => part.Trait(group)).OfType<GroupTrait>().Where(trait => Math.Abs(trait.Effect) >= LeastEffect)
            .GroupBy(trait => trait.Column).Select(traits => traits.MaxBy(trait => Math.Abs(trait.Effect))!)
            .OrderByDescending(trait => Math.Abs(trait.Effect)).Take(most),
    ];

    /// <summary>Sums over the values of a column, or over those of its cells that have a value of their own, in every group.</summary>
    private sealed class Part
    {
        private readonly string _name;
        private readonly Column? _column;
        private readonly bool _isNumber;
        private readonly bool _isAtom;
        private readonly double[] _rows;
        private readonly double[] _sums;
        private double _squares;

        public Part(Column column, TableSlot slot, int groups)
            : this(column.Name, slot.Start, groups)
        {
            (_column, _isNumber, _isAtom, Width) = (column, !slot.HasLevels, slot.IsAtom, slot.Width);
            _sums = new double[groups * Width];
        }

        public Part(string name, int start, int groups)
        {
            (_name, Start, Width, _isNumber) = (name, start, 1, true);
            _rows = new double[groups];
            _sums = new double[groups];
        }

        public int Start { get; }

        public int Width { get; }

        public void Add(ReadOnlySpan<float> values, int group)
        {
            if (float.IsNaN(values[0]))
            {
                return;
            }
            _rows[group]++;
            for (int i = 0; i < values.Length; i++)
            {
                _sums[(group * Width) + i] += values[i];
            }
            _squares += _isNumber ? (double)values[0] * values[0] : 0;
        }

        /// <summary>How a group differs here; null where it does not, or has no values.</summary>
        public GroupTrait? Trait(int group)
        {
            double all = _rows.Sum();
            if (_rows[group] == 0)
            {
                return null;
            }
            GroupTrait? best = null;
            for (int i = 0; i < Width; i++)
            {
                double own = _sums[(group * Width) + i] / _rows[group], mean = 0;
                for (int g = 0; g < _rows.Length; g++)
                {
                    mean += _sums[(g * Width) + i] / all;
                }
                double deviation = Math.Sqrt(Math.Max(0, _isNumber ? (_squares / all) - (mean * mean) : mean * (1 - mean)));
                double effect = deviation > LeastDeviation * Math.Abs(mean) ? (own - mean) / deviation : 0;
                // Of two levels that say the same, the one that there is more of is told.
                if (effect != 0 && (best is null || Math.Abs(effect) > Math.Abs(best.Effect) + 1e-9 || (effect > 0 && best.Effect < 0 && effect >= -best.Effect - 1e-9)))
                {
                    best = new GroupTrait(_name, _isNumber ? null : LevelName(i), Number(own), Number(mean), effect) { Of = _column };
                }
            }
            return best;
        }

        private double Number(double value) => _isNumber && _column is not null ? _column.Restore(value) : value;

        private string LevelName(int level) => _isAtom
            ? level < _column!.Atoms.Count ? RowCodec.Text(_column, _column.Atoms[level]) : "other"
            : level < _column!.Levels.Count ? _column.Levels[level] : "other";
    }
}
