using Latent.Applications;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Imputation;

/// <summary>Cells that are taken out of a table before a model learns it, to be compared with what it fills in there.</summary>
internal sealed class HeldCells
{
    /// <summary>More rows are not learned by heart, and noise is learned well from them.</summary>
    public const int MostRows = 5000;

    private const int Parts = 5;

    // Of small tables so many parts are held that there are enough cells, if there are.
    private const int FewestCells = 50, EnoughCells = 300, MostCells = 4000, Draws = 100;

    private readonly TableSchema _schema;
    private readonly ImputerOptions _options;
    private readonly float[] _values, _shown;

    // The held columns of every row that has any, by the row's number.
    private readonly SortedDictionary<int, List<int>> _held = [];

    private HeldCells(DataSet data, float[] values, int part, ImputerOptions options)
    {
        (_schema, _options, _values, _shown) = (data.Table!, options, values, [.. values]);
        int[] rows = [.. Enumerable.Range(0, data.Count)];
        Hold(part, [.. rows], new Rng(options.Seed).Split("held cells"));
        Rows = new MemoryRows(_shown, _schema.Width, hasGaps: true, rows);
    }

    /// <summary>The table without them.</summary>
    public RowSource Rows { get; }

    private int Count => _held.Values.Sum(columns => columns.Count);

    /// <summary>Takes a fifth of the cells out of a table, 4000 at most; of a small one several fifths, each for itself. None where they would be too few to tell anything.</summary>
    public static IReadOnlyList<HeldCells> Of(DataSet data, ImputerOptions options)
    {
        float[] values = new float[data.Count * data.Table!.Width];
        data.Rows.Read([.. Enumerable.Range(0, data.Count)], values);
        var first = new HeldCells(data, values, part: 0, options);
        int parts = Math.Clamp((int)Math.Ceiling(EnoughCells / (double)Math.Max(1, first.Count)), 1, Parts);
        HeldCells[] held = [first, .. Enumerable.Range(1, parts - 1).Select(part => new HeldCells(data, values, part, options))];
        return held.Sum(cells => cells.Count) < FewestCells ? [] : held;
    }

    /// <summary>
    /// How far off a model is that learned the rest, for every cell: of numbers the distance, in deviations of the column, which few wild cells do not rule as they do squares; of levels half the score
    /// of Brier (1950), from 0 to 1, which tells more than right or wrong.
    /// </summary>
    public double[] Errors(LatentModel model, CancellationToken cancellation)
    {
        var errors = new List<double>();
        Fill(model, draws: 0, "held guesses", (found, place, row, column) =>
        {
            Column of = _schema.Columns[column];
            double truth = Truth(row, column);
            errors.Add(of.HasLevels ? Brier(found.Levels(place, column), (int)truth) : Math.Abs(of.Linear(found.Best(place, column)) - of.Linear(truth)) / of.Scale);
        }, cancellation);
        return [.. errors];

        static double Brier(ReadOnlySpan<double> levels, int truth)
        {
            double sum = 0;
            for (int level = 0; level < levels.Length; level++)
            {
                double off = levels[level] - (level == truth ? 1 : 0);
                sum += off * off / 2;
            }
            return sum;
        }
    }

    /// <summary>How many numbers, of those that have noise of their own, lie in the interval that is to hold such a share of them, and of how many.</summary>
    public (int Inside, int All) Covered(LatentModel model, double level, CancellationToken cancellation)
    {
        int inside = 0, all = 0;
        Fill(model, Draws, "held intervals", (found, place, row, column) =>
        {
            Column of = _schema.Columns[column];
            if (_schema.SlotsOf[column][0].Kind is SlotKind.Real && Number(row, column) is var number && !double.IsNaN(number))
            {
                double truth = of.Rounded(number);
                (_, double lower, double upper) = found.Spread(place, column, level);
                inside += of.Rounded(lower) <= truth && truth <= of.Rounded(upper) ? 1 : 0;
                all++;
            }
        }, cancellation);
        return (inside, all);
    }

    private void Fill(LatentModel model, int draws, string purpose, Action<ImputedRows, int, int, int> receive, CancellationToken cancellation)
    {
        var filler = new GapFiller(model, _schema, _options.Samples, draws, keepsLevels: true);
        Rng rng = new Rng(_options.Seed).Split(purpose);
        int width = _schema.Width, from = 0;
        foreach (int[] rows in _held.Keys.Chunk(filler.ChunkRows))
        {
            cancellation.ThrowIfCancellationRequested();
            float[] shown = new float[rows.Length * width];
            for (int i = 0; i < rows.Length; i++)
            {
                _shown.AsSpan(rows[i] * width, width).CopyTo(shown.AsSpan(i * width));
            }
            ImputedRows found = filler.Fill(shown, rows.Length, rng.Split((ulong)from));
            for (int i = 0; i < rows.Length; i++)
            {
                foreach (int column in _held[rows[i]])
                {
                    receive(found, i, rows[i], column);
                }
            }
            from += rows.Length;
        }
    }

    private void Hold(int part, int[] order, Rng rng)
    {
        rng.Shuffle(order.AsSpan());
        int cells = 0;
        foreach (int row in order)
        {
            for (int column = 0; column < _schema.Columns.Count && cells < MostCells; column++)
            {
                TableSlot[] slots = _schema.SlotsOf[column];
                if (slots.Length == 0 || _schema.Columns[column].Kind is ColumnKind.Date || float.IsNaN(_values[(row * _schema.Width) + slots[^1].Start]) || rng.Next(Parts) != part)
                {
                    continue;
                }
                foreach (TableSlot slot in slots)
                {
                    _shown.AsSpan((row * _schema.Width) + slot.Start, slot.Width).Fill(float.NaN);
                }
                (_held.TryGetValue(row, out List<int>? columns) ? columns : _held[row] = []).Add(column);
                cells++;
            }
        }
    }

    /// <summary>The number or the level that stands in a cell.</summary>
    private double Truth(int row, int column)
    {
        Column of = _schema.Columns[column];
        TableSlot last = _schema.SlotsOf[column][^1];
        if (!last.HasLevels)
        {
            return Number(row, column);
        }
        int level = RowCodec.Largest(_values.AsSpan((row * _schema.Width) + last.Start, last.Width));
        return of.HasLevels ? level : level < of.Atoms.Count ? of.Atoms[level] : Number(row, column);
    }

    /// <summary>The number of a cell; not a number where it is one that is a level of its own.</summary>
    private double Number(int row, int column) => _schema.Columns[column].Restore(_values[(row * _schema.Width) + _schema.SlotsOf[column][0].Start]);
}
