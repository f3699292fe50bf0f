using System.Globalization;

namespace Latent.Tables;

/// <summary>The columns of a table, and how its rows are laid out for a model: numbers first, then counts, bounded numbers, levels, ordered levels.</summary>
public sealed class TableSchema : IEquatable<TableSchema>
{
    /// <summary>A schema of these columns.</summary>
    /// <exception cref="InputException">Models would see none of them.</exception>
    public TableSchema(IReadOnlyList<Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = [.. columns];
        List<TableSlot> parts = [];
        for (int i = 0; i < Columns.Count; i++)
        {
            Column column = Columns[i];
            if (column.IsLeftOut)
            {
                continue;
            }
            switch (column.Kind)
            {
                case ColumnKind.Count:
                    parts.Add(new TableSlot(i, SlotKind.Count, 0, 1));
                    break;
                case ColumnKind.Bounded:
                    parts.Add(new TableSlot(i, SlotKind.Bounded, 0, 1));
                    break;
                case ColumnKind.Ordinal when column.Grades is null:
                    parts.Add(new TableSlot(i, SlotKind.Ordinal, 0, column.Levels.Count));
                    break;
                case ColumnKind.Binary or ColumnKind.Categorical or ColumnKind.Ordinal or ColumnKind.Text:
                    // One more for what was not seen in training, or too seldom.
                    parts.Add(new TableSlot(i, SlotKind.Category, 0, column.Levels.Count + 1));
                    break;
                default:
                    parts.Add(new TableSlot(i, SlotKind.Real, 0, 1));
                    parts.AddRange(column.Parts.Select(part => new TableSlot(i, SlotKind.Category, 0, DateText.Levels(part), part)));
                    break;
            }
            if (column.Atoms.Count > 0)
            {
                parts.Add(new TableSlot(i, SlotKind.Category, 0, column.Atoms.Count + 1) { IsAtom = true });
            }
        }
        int start = 0;
        List<TableSlot> slots = [];
        foreach (TableSlot part in parts.OrderBy(p => p.Kind))
        {
            slots.Add(part with { Start = start });
            start += part.Width;
        }
        if (slots.Count == 0)
        {
            throw new InputException($"The table has no column to learn from: {(Columns.Count == 0 ? "it has none at all" : string.Join(", ", Columns.Take(5).Select(c => $"'{c.Name}' is {c.Kind.ToString().ToLowerInvariant()}")))}.");
        }
        Slots = slots;
        Width = start;
        SlotsOf = [.. Columns.Select((_, i) => slots.Where(slot => slot.Column == i).ToArray())];
    }

    /// <summary>All columns, those that are left out included, in the order of the table.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>What a row is made of, in its order.</summary>
    public IReadOnlyList<TableSlot> Slots { get; }

    /// <summary>The slots of every column: its number or level first.</summary>
    internal TableSlot[][] SlotsOf { get; }

    /// <summary>How many values a row has.</summary>
    public int Width { get; }

    /// <summary>How many of the slots are numbers; they come first.</summary>
    internal int Numbers => Slots.Count(slot => !slot.HasLevels);

    /// <summary>The slots of levels that have an order: those of orders, and numbers that were taken for codes of categories.</summary>
    internal IReadOnlyList<TableSlot> Ordered => [.. Slots.Where(slot => slot is { HasLevels: true, IsAtom: false, Part: null, Width: > 2 } && Columns[slot.Column].LevelsRise)];

    /// <summary>Whether all that models see is real numbers.</summary>
    public bool IsNumeric => Slots.All(slot => slot.Kind is SlotKind.Real);

    /// <summary>Reads a table once and tells what its columns are.</summary>
    /// <param name="source">The table.</param>
    /// <param name="options">What is known already; null for nothing.</param>
    /// <exception cref="InputException">There are no rows, or no columns to learn from, or a column is not what it is said to be.</exception>
    public static TableSchema Infer(TableSource source, TableOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new TableOptions();
        using TableReader reader = source.Open();
        ColumnProfile[] profiles = [.. reader.Columns.Select(name => new ColumnProfile(name))];
        options.RequireColumns(reader.Columns, source.Name);
        while (reader.Read())
        {
            if (reader.Row % 4096 == 0)
            {
                options.Cancellation.ThrowIfCancellationRequested();
            }
            for (int i = 0; i < profiles.Length; i++)
            {
                profiles[i].Add(reader, i);
            }
        }
        if (reader.Row == 0)
        {
            throw new InputException($"{source.Name} has no rows; give a table with some.");
        }
        Column[] columns = [.. profiles.Select(p => options.SettingOf(p.Name) is { } setting ? setting.Over(ColumnInference.Of(p, setting.Kind)) : ColumnInference.Infer(p))];
        return reader.Row == 1 && columns.All(c => c.IsLeftOut)
            ? throw new InputException($"{source.Name} has one row, and nothing can be learned from that; give a table with more.")
            : new TableSchema(columns);
    }

    /// <summary>The column of this name; null if there is none.</summary>
    public Column? Find(string name) => Columns.FirstOrDefault(c => c.Name == name);

    /// <inheritdoc/>
    public bool Equals(TableSchema? other) => other is not null && (ReferenceEquals(this, other) || TableSchemaText.ToTree(this).ToJsonString() == TableSchemaText.ToTree(other).ToJsonString());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TableSchema);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Columns.Count, Width);

    /// <summary>How many columns models see, and how many are left out.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Columns.Count(c => !c.IsLeftOut)} columns, {Columns.Count(c => c.IsLeftOut)} left out");
}
