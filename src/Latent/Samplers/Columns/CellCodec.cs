using Latent.Tables;

namespace Latent.Samplers.Columns;

/// <summary>
/// Turns the rows of a table's model into choices, one a column in the table's order, with the numbers beside them, and back.
/// A choice of -1 is a cell that is missing.
/// </summary>
internal sealed class CellCodec
{
    private readonly TableSchema _schema;

    /// <param name="schema">The columns.</param>
    /// <param name="bins">The bins of every column that holds numbers, in their order.</param>
    public CellCodec(TableSchema schema, IReadOnlyList<NumberBins> bins)
    {
        _schema = schema;
        List<Cell> cells = [];
        int start = 0, number = 0;
        foreach (int column in Columns(schema))
        {
            Column of = schema.Columns[column];
            int width = schema.SlotsOf[column][0].Width, atoms = of.Atoms.Count;
            NumberBins? own = of.HasLevels ? null : bins[number++];
            int choices = own is null ? width : atoms + own.Count;
            cells.Add(new Cell(column, start, atoms, choices, own is null ? of.Levels.Count : choices, own));
            start += choices;
        }
        Cells = cells;
        Choices = start;
    }

    /// <summary>The columns, in the table's order.</summary>
    public IReadOnlyList<Cell> Cells { get; }

    /// <summary>How many choices all of them have together.</summary>
    public int Choices { get; }

    /// <summary>The numbers of the columns that a model sees.</summary>
    public static IEnumerable<int> Columns(TableSchema schema) => Enumerable.Range(0, schema.Columns.Count).Where(i => !schema.Columns[i].IsLeftOut);

    /// <summary>The numbers of those of them that hold numbers or dates.</summary>
    public static IEnumerable<int> Numbers(TableSchema schema) => Columns(schema).Where(i => !schema.Columns[i].HasLevels);

    /// <summary>What a model's row has in a cell.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="row">The row, not a number where a value is missing.</param>
    /// <returns>The choice, -1 if the cell is missing, and the number, 0 if it is none.</returns>
    public (int Choice, float Number) Read(Cell cell, ReadOnlySpan<float> row)
    {
        TableSlot[] slots = _schema.SlotsOf[cell.Column];
        if (cell.Bins is not { } bins)
        {
            ReadOnlySpan<float> levels = row.Slice(slots[0].Start, slots[0].Width);
            return (float.IsNaN(levels[0]) ? -1 : RowCodec.Largest(levels), 0);
        }
        float number = row[slots[0].Start];
        if (cell.Atoms > 0)
        {
            ReadOnlySpan<float> atoms = row.Slice(slots[1].Start, slots[1].Width);
            int atom = float.IsNaN(atoms[0]) ? -1 : RowCodec.Largest(atoms);
            if (atom < cell.Atoms)
            {
                return (atom, 0);
            }
        }
        return float.IsNaN(number) ? (-1, 0) : (cell.Atoms + bins.Of(number), number);
    }

    /// <summary>Writes a choice and its number into a model's row.</summary>
    public void Write(Cell cell, int choice, float number, Span<float> row)
    {
        TableSlot[] slots = _schema.SlotsOf[cell.Column];
        if (cell.Bins is null)
        {
            Choose(slots[0], choice, row);
            return;
        }
        row[slots[0].Start] = number;
        Column column = _schema.Columns[cell.Column];
        foreach (TableSlot slot in slots.AsSpan(1))
        {
            Choose(slot, slot.Part is { } part ? DateText.Level(DateText.Rounded(RowCodec.Number(_schema, cell.Column, row), column.Format!), part) : Math.Min(choice, cell.Atoms), row);
        }
    }

    private static void Choose(TableSlot slot, int level, Span<float> row)
    {
        Span<float> group = row.Slice(slot.Start, slot.Width);
        group.Clear();
        group[level] = 1;
    }
}
