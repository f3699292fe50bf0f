namespace Latent.Tables;

/// <summary>What is said of a table's columns; the rest is told by its rows.</summary>
public sealed record TableOptions
{
    /// <summary>What is said of single columns, by name: their kind, and what else is not to be taken from the rows.</summary>
    public IReadOnlyDictionary<string, ColumnSetting> Columns { get; init; } = new Dictionary<string, ColumnSetting>();

    /// <summary>Columns that models do not see.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>The column whose levels are the classes of rows, which models do not see among the others; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>The column whose number is to be told from the others, which models do not see among them; null for none.</summary>
    public string? Target { get; init; }

    /// <summary>What is said of a column; null for nothing.</summary>
    internal ColumnSetting? SettingOf(string column) =>
        column == Label || column == Target || Ignored.Contains(column) ? new ColumnSetting(ColumnKind.Ignored) : Columns.GetValueOrDefault(column);

    /// <exception cref="InputException">Something is said of a column that is not there.</exception>
    internal void RequireColumns(IReadOnlyList<string> names, string table)
    {
        foreach (string name in Columns.Keys.Concat(Ignored))
        {
            Require(name, names, table);
        }
        foreach (string? name in (string?[])[Label, Target])
        {
            if (name is not null)
            {
                Require(name, names, table);
            }
        }
    }

    private static void Require(string name, IReadOnlyList<string> names, string table)
    {
        if (!names.Contains(name))
        {
            throw new InputException($"{table} has no column '{name}'{NearestName.Hint(name, names)} Its columns are {string.Join(", ", names.Take(20))}{(names.Count > 20 ? " ..." : "")}.");
        }
    }
}

/// <summary>What is said of a column.</summary>
/// <param name="Kind">What its values are.</param>
public sealed record ColumnSetting(ColumnKind Kind)
{
    /// <summary>Its levels in their order; null takes those of the rows.</summary>
    public IReadOnlyList<string>? Levels { get; init; }

    /// <summary>The lower end of a bounded number; null takes the least of the rows.</summary>
    public double? Minimum { get; init; }

    /// <summary>The upper end of a bounded number; null takes the greatest of the rows.</summary>
    public double? Maximum { get; init; }

    /// <summary>A column as its rows tell it, with what is said here.</summary>
    internal Column Over(Column column) => column with { Levels = Levels ?? column.Levels, Minimum = Minimum ?? column.Minimum, Maximum = Maximum ?? column.Maximum };
}
