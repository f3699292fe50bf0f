using System.Data;
using Latent.Tables;

namespace Latent.Tests.Contracts;

/// <summary>Rows of cells under named columns, to be changed and given out as tables of every kind.</summary>
/// <param name="Columns">The names.</param>
/// <param name="Rows">Numbers, texts and nulls.</param>
internal sealed record SmallTable(string[] Columns, object?[][] Rows)
{
    public static SmallTable Of(TableSource table)
    {
        using TableReader reader = table.Open();
        List<object?[]> rows = [];
        while (reader.Read())
        {
            rows.Add([.. reader.Columns.Select((_, i) => reader.IsMissing(i) ? null : reader.TryNumber(i, out double number) ? number : (object?)reader.Text(i).ToString())]);
        }
        return new SmallTable([.. reader.Columns], [.. rows]);
    }

    public TableSource Records() => Records(Rows);

    /// <summary>A table of other rows under the same columns.</summary>
    public TableSource Records(IEnumerable<object?[]> rows) => Table.From(rows, [.. Columns.Select((name, i) => (name, (Func<object?[], object?>)(row => row[i])))]);

    /// <summary>A table of a reader such as databases give.</summary>
    public TableSource Query()
    {
        var data = new DataTable();
        for (int i = 0; i < Columns.Length; i++)
        {
            data.Columns.Add(Columns[i], Rows.Select(row => row[i]).First(cell => cell is not null)!.GetType());
        }
        foreach (object?[] row in Rows)
        {
            data.Rows.Add([.. row.Select(cell => cell ?? DBNull.Value)]);
        }
        return new DataReaderSource(data.CreateDataReader, "the query");
    }

    /// <summary>A file of separated values.</summary>
    public TableSource File(string path)
    {
        using (TableReader reader = Records().Open())
        using (TableWriter writer = TableSources.Create(path, Columns))
        {
            while (reader.Read())
            {
                for (int i = 0; i < Columns.Length; i++)
                {
                    writer.Copy(reader, i);
                }
                writer.EndRow();
            }
            writer.Complete();
        }
        return TableSources.Open(path);
    }

    /// <summary>The first rows alone.</summary>
    public SmallTable Take(int rows) => this with { Rows = Rows[..rows] };

    /// <summary>One row alone.</summary>
    public SmallTable Only(int row) => this with { Rows = [Rows[row]] };

    /// <summary>These columns, in this order; one that is not there holds the same text everywhere.</summary>
    public SmallTable Choose(IEnumerable<string> columns)
    {
        string[] chosen = [.. columns];
        int[] places = [.. chosen.Select(name => Array.IndexOf(Columns, name))];
        return new SmallTable(chosen, [.. Rows.Select(row => places.Select(place => place < 0 ? "more" : row[place]).ToArray())]);
    }

    /// <summary>With another cell in a row.</summary>
    public SmallTable With(int row, string column, object? cell)
    {
        object?[][] rows = [.. Rows.Select(r => r.ToArray())];
        rows[row][Array.IndexOf(Columns, column)] = cell;
        return this with { Rows = rows };
    }
}
