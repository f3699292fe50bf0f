using Latent.Data;
using Latent.Tables;

namespace Latent.Evaluation.Tables;

/// <summary>Some rows of a table, column by column: a number or a level for every cell, not a number where it is missing.</summary>
internal sealed class TableSample
{
    private readonly float[] _rows;

    private TableSample(TableSchema schema, float[] rows, int count)
    {
        (Schema, Count, _rows) = (schema, count, rows);
        Columns = [.. Enumerable.Range(0, schema.Columns.Count).Where(c => !schema.Columns[c].IsLeftOut)];
        Cells = [.. Columns.Select(column => Enumerable.Range(0, count).Select(row => Cell(column, Row(row))).ToArray())];
    }

    public TableSchema Schema { get; }

    public int Count { get; }

    /// <summary>The columns that there are, by their numbers in the schema.</summary>
    public int[] Columns { get; }

    /// <summary>The cells of every one of them: standardised numbers, or numbers of levels.</summary>
    public float[][] Cells { get; }

    /// <summary>Takes rows evenly spread.</summary>
    public static TableSample Of(TableSchema schema, DataSet data, int most)
    {
        int count = Math.Min(data.Count, most), width = data.RowShape.Length;
        float[] rows = new float[count * width];
        data.Rows.Read([.. Enumerable.Range(0, count).Select(i => (int)((long)i * data.Count / count))], rows);
        return new TableSample(schema, rows, count);
    }

    /// <summary>Rows that were drawn.</summary>
    public static TableSample Of(TableSchema schema, float[] rows) => new(schema, rows, rows.Length / schema.Width);

    public ReadOnlySpan<float> Row(int row) => _rows.AsSpan(row * Schema.Width, Schema.Width);

    /// <summary>The row as it would be written.</summary>
    public string Text(int row)
    {
        var cells = new List<string>();
        for (int i = 0; i < Columns.Length; i++)
        {
            cells.Add(float.IsNaN(Cells[i][row]) ? "" : RowCodec.Text(Schema, Columns[i], Row(row)));
        }
        return string.Join('\u001f', cells);
    }

    /// <summary>What a column is called, by its place among those that there are.</summary>
    public string Name(int place) => Schema.Columns[Columns[place]].Name;

    /// <summary>Whether the cells of a column (by its place among those that there are) are levels.</summary>
    public bool HasLevels(int place) => Schema.Columns[Columns[place]].HasLevels;

    private float Cell(int column, ReadOnlySpan<float> row)
    {
        TableSlot slot = Schema.SlotsOf[column][0];
        if (slot.HasLevels)
        {
            return float.IsNaN(row[slot.Start]) ? float.NaN : RowCodec.Largest(row.Slice(slot.Start, slot.Width));
        }
        Column of = Schema.Columns[column];
        if (of.Atoms.Count == 0)
        {
            return row[slot.Start];
        }
        ReadOnlySpan<float> atoms = row.Slice(Schema.SlotsOf[column][1].Start, of.Atoms.Count);
        int atom = atoms.IndexOf(1f);
        return atom >= 0 ? of.Standardize(of.Atoms[atom]) : row[slot.Start];
    }
}
