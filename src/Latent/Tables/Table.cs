using System.Data.Common;

namespace Latent.Tables;

/// <summary>Tables of what is in memory: records, columns, the rows of a query.</summary>
public static class Table
{
    private const string InMemory = "the table in memory";

    /// <summary>
    /// A table of records, a column for every value that is taken from them: <c>Table.From(people, ("age", p => p.Age), ("town", p => p.Town))</c>. Null, empty text
    /// and not a number are missing values. The records are gone through anew for every reading.
    /// </summary>
    /// <exception cref="InputException">There is no column, or two have the same name.</exception>
    public static TableSource From<T>(IEnumerable<T> rows, params (string Name, Func<T, object?> Value)[] columns)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        return new RecordSource<T>(InMemory, rows, columns);
    }

    /// <summary>
    /// A table of columns of the same length: arrays of numbers, text, truths, dates or nullable ones of those:
    /// <c>Table.FromColumns(("age", ages), ("town", towns))</c>.
    /// </summary>
    /// <exception cref="InputException">The columns differ in length or name, or hold what is no cell.</exception>
    public static TableSource FromColumns(params (string Name, Array Values)[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        int count = columns.Length == 0 ? 0 : columns[0].Values.Length;
        foreach ((string name, Array values) in columns)
        {
            if (values.Length != count)
            {
                throw new InputException($"The column '{name}' has {values.Length} values, but '{columns[0].Name}' has {count}; every column needs one value for every row.");
            }
        }
        return new RecordSource<int>(InMemory, Enumerable.Range(0, count), [.. columns.Select(column => (column.Name, Accessor(column.Name, column.Values)))]);
    }

    /// <summary>Takes all rows of a reader that can be gone through only once into memory. A table too large for that is read by <see cref="DataReaderSource"/>, which asks for a reader every time.</summary>
    /// <exception cref="InputException">A column is of a type that is no cell, or reading failed.</exception>
    public static TableSource Load(DbDataReader reader, string name = "the query")
    {
        ArgumentNullException.ThrowIfNull(reader);
        var rows = new List<object?[]>();
        var strings = new Dictionary<string, string>(StringComparer.Ordinal);
        using var table = new DataTableReader(reader, name, cause => null);
        while (table.Read())
        {
            object?[] row = new object?[table.Columns.Count];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = table.Value(i) is string text ? Shared(text, strings) : table.Value(i);
            }
            rows.Add(row);
        }
        return new RecordSource<object?[]>(name, rows, [.. table.Columns.Select((column, i) => (column, (Func<object?[], object?>)(row => row[i])))]) { Kinds = [.. table.Columns.Select((_, i) => table.Kind(i))] };
    }

    // Categories repeat; keeping each once keeps tables small.
    private static string Shared(string text, Dictionary<string, string> strings)
    {
        if (strings.TryGetValue(text, out string? known))
        {
            return known;
        }
        if (strings.Count < 10_000)
        {
            strings.Add(text, text);
        }
        return text;
    }

    private static Func<int, object?> Accessor(string name, Array values) => values switch
    {
        double[] v => i => v[i],
        float[] v => i => v[i],
        int[] v => i => v[i],
        long[] v => i => v[i],
        short[] v => i => v[i],
        byte[] v => i => v[i],
        decimal[] v => i => v[i],
        bool[] v => i => v[i],
        string?[] v => i => v[i],
        DateTime[] v => i => v[i],
        DateOnly[] v => i => v[i],
        DateTimeOffset[] v => i => v[i],
        double?[] v => i => v[i],
        float?[] v => i => v[i],
        int?[] v => i => v[i],
        long?[] v => i => v[i],
        bool?[] v => i => v[i],
        DateTime?[] v => i => v[i],
        DateOnly?[] v => i => v[i],
        object?[] v => i => v[i],
        _ => throw new InputException($"The column '{name}' is an array of {values.GetType().GetElementType()?.Name}, which cells are not; give numbers, text, truths or dates."),
    };
}
