using Latent.Tensors;

namespace Latent.Data;

/// <summary>Rows with what is known about them.</summary>
public sealed class DataSet
{
    // So many labels are enough to spare some.
    private const int FewLabels = 2000;

    /// <summary>A data set without labels.</summary>
    public DataSet(string name, DataKind kind, RowSource rows)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(rows);
        Name = name;
        Kind = kind;
        Rows = rows;
    }

    /// <summary>What to call it.</summary>
    public string Name { get; }

    /// <summary>What a row is.</summary>
    public DataKind Kind { get; }

    /// <summary>The values, with the labels.</summary>
    public RowSource Rows { get; private set; }

    /// <summary>How many rows there are.</summary>
    public int Count => Rows.Count;

    /// <summary>The shape of one row.</summary>
    public Shape RowShape => Rows.RowShape;

    /// <summary>The class of every row, where known.</summary>
    /// <exception cref="ArgumentException">There are not as many labels as rows.</exception>
    public int[]? Labels
    {
        get;
        init
        {
            field = value is null || value.Length == Count ? value : throw new ArgumentException($"{Name} has {Count} rows and {value.Length} labels.");
            Rows = value is null ? Rows : Rows.WithLabels(value);
        }
    }

    /// <summary>What the labels 0, 1, 2 ... stand for, where known.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>What the number is called that is to be told from every row; null if none was asked for.</summary>
    public string? TargetName { get; init; }

    /// <summary>The number that is to be told from every row, not a number where it is missing; null if there is none.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers as rows.</exception>
    public float[]? Targets
    {
        get;
        init
        {
            field = value is null || value.Length == Count ? value : throw new ArgumentException($"{Name} has {Count} rows and {value.Length} numbers to be told from them.");
            Rows = value is null ? Rows : Rows.WithTargets(value);
        }
    }

    /// <summary>What the columns of <see cref="Factors"/> are; set before them.</summary>
    public IReadOnlyList<string> FactorNames { get; init; } = [];

    /// <summary>The factors that every row was really generated from, <c>[rows, factors]</c> row major, where known.</summary>
    /// <exception cref="ArgumentException">They do not fit the rows and the names.</exception>
    public float[]? Factors
    {
        get;
        init => field = value is null || value.Length == (long)Count * FactorNames.Count ? value : throw new ArgumentException($"{Name} has {Count} rows and {FactorNames.Count} factors, but {value.Length} factor values.");
    }

    /// <summary>The columns, if the rows are those of a table with columns of several kinds; null for plain rows of numbers.</summary>
    public Tables.TableSchema? Table { get; init; }

    /// <summary>What the numbers of a row are called, where they are columns of a text table taken as plain rows; empty otherwise.</summary>
    public IReadOnlyList<string> ColumnNames { get; init; } = [];

    /// <summary>How many frames a row shares with the next one at most: windows of a film overlap. Such rows are not mixed when some are set aside.</summary>
    public int Overlap { get; init; }

    /// <summary>The smallest value, where known: 0 for images of bytes.</summary>
    public float? Minimum { get; init; }

    /// <summary>The largest value, where known: 1 for images of bytes.</summary>
    public float? Maximum { get; init; }

    /// <summary>What was odd about the files, a sentence each, for people to see.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Files that were left out because they could not be read.</summary>
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>What the files were like and what was done to bring them to one form, a few words each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>These rows, in this order, with their labels and factors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public DataSet Take(int[] rows) => Take(rows, TargetName, Targets is null ? null : Array.ConvertAll(rows, row => Targets[row]));

    /// <summary>These rows, with the factor of this name as the number that is to be told from them; the rows as they are if there is none, or one is there already.</summary>
    internal DataSet Aimed(string? target)
    {
        int column = target is null || Factors is null || Targets is not null ? -1 : FactorNames.ToList().IndexOf(target);
        return column < 0 ? this : Take([.. Enumerable.Range(0, Count)], target, [.. Enumerable.Range(0, Count).Select(row => Factors![(row * FactorNames.Count) + column])]);
    }

    private DataSet Take(int[] rows, string? targetName, float[]? targets)
    {
        var selected = new SelectedRows(Rows, rows);
        int width = FactorNames.Count;
        float[]? factors = Factors is null ? null : new float[rows.Length * width];
        for (int i = 0; i < rows.Length && factors is not null; i++)
        {
            Factors.AsSpan(rows[i] * width, width).CopyTo(factors.AsSpan(i * width));
        }
        return new DataSet(Name, Kind, selected)
        {
            Labels = Labels is null ? null : Array.ConvertAll(rows, row => Labels[row]),
            ColumnNames = ColumnNames,
            LabelNames = LabelNames,
            TargetName = targetName,
            Targets = targets,
            FactorNames = FactorNames,
            Factors = factors,
            Minimum = Minimum,
            Maximum = Maximum,
            Warnings = Warnings,
            Skipped = Skipped,
            Notes = Notes,
            Overlap = Overlap,
            Table = Table,
        };
    }

    /// <summary>
    /// Sets rows aside at random: which ones depends on the generator's key alone. Both sides keep the order of the rows. Where the class or number of few rows is known, fewer than half
    /// of them and than 2,000, all of these are learned from, and others set aside. Of rows that overlap the last ones are set aside, and those before them that share frames with them are left out.
    /// </summary>
    /// <param name="fraction">The share of the second side, above 0 and below 1; each side gets at least one row.</param>
    /// <param name="rng">Fixes the choice; it does not move.</param>
    /// <exception cref="InputException">The fraction is out of range, or there are fewer than two rows.</exception>
    public (DataSet Train, DataSet Validation) Split(double fraction, Rng rng)
    {
        if (!(fraction > 0 && fraction < 1))
        {
            throw new InputException($"A validation fraction of {fraction.ToString(System.Globalization.CultureInfo.InvariantCulture)} is not between 0 and 1.");
        }
        if (Count < 2)
        {
            throw new InputException($"{Name} has {Count} row, too few to set some aside for validation.");
        }
        int aside = Math.Clamp((int)Math.Round(Count * fraction), 1, Count - 1);
        if (Overlap > 0)
        {
            int learned = Count - aside - Overlap;
            return learned >= 1
                ? (Take([.. Enumerable.Range(0, learned)]), Take([.. Enumerable.Range(Count - aside, aside)]))
                : throw new InputException($"{Name} has {Count} windows, too few to set some aside that share no frame with the others; take more rows, or none for validation.");
        }
        var order = new Permutation(Count, rng);
        int[] rows = new int[Count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = order[i];
        }
        if (Known() is { } known && known.Count(k => k) is var labelled and > 0 && labelled < Math.Min(FewLabels, Count / 2))
        {
            rows = [.. rows.OrderBy(row => known[row])];
            aside = Math.Min(aside, Count - labelled);
        }
        int[] validation = rows[..aside], train = rows[aside..];
        Array.Sort(validation);
        Array.Sort(train);
        return (Take(train), Take(validation));
    }

    /// <summary>Of every row whether its class or number is known; null if nothing is to be told.</summary>
    private bool[]? Known() => Targets is { } numbers ? Array.ConvertAll(numbers, y => !float.IsNaN(y)) : Labels is { } labels ? Array.ConvertAll(labels, label => label >= 0) : null;
}
