using System.Globalization;
using Latent.Tables;

namespace Latent.Applications;

/// <summary>Cells that all new rows of a table are to have.</summary>
internal sealed class GivenCells
{
    private readonly string?[] _texts;

    private GivenCells(string?[] texts, float[] values)
    {
        _texts = texts;
        Values = values;
    }

    /// <summary>A row as the model sees it, not a number where nothing is given.</summary>
    public float[] Values { get; }

    /// <summary>What was given for a column, as it was; null for nothing.</summary>
    public string? Text(int column) => _texts[column];

    /// <summary>Reads conditions.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="conditions">Columns and their values.</param>
    /// <returns>Null where there are none.</returns>
    /// <exception cref="InputException">One names no column that the model knows, or no value of it.</exception>
    public static GivenCells? Of(TableSchema schema, IReadOnlyList<(string Column, string Value)> conditions)
    {
        if (conditions.Count == 0)
        {
            return null;
        }
        string[] known = [.. schema.Columns.Where(c => !c.IsLeftOut).Select(c => c.Name)];
        foreach ((string name, string value) in conditions)
        {
            Column column = schema.Find(name) is { IsLeftOut: false } found ? found : throw new InputException($"--condition names the column '{name}', which the model does not know{NearestName.Hint(name, known)} It knows {string.Join(", ", known.Take(20))}.");
            if (column.HasLevels && !column.Levels.Contains(value))
            {
                throw new InputException($"--condition gives '{value}' for the column '{name}', which it never has{NearestName.Hint(value, column.Levels)} It has {string.Join(", ", column.Levels.Take(20))}.");
            }
        }
        TableSource table = Table.From([0], [.. known.Select(name => (name, (Func<int, object?>)(_ => Cell(name))))]);
        using TableReader reader = table.Open();
        var codec = new RowCodec(schema);
        codec.Bind(reader, "--condition");
        reader.Read();
        float[] slots = new float[schema.Slots.Count], values = new float[schema.Width];
        codec.Read(reader, slots);
        RowCodec.Spread(schema, slots, values);
        return new GivenCells([.. schema.Columns.Select(c => Given(c.Name))], values);

        string? Given(string name) => conditions.Where(c => c.Column == name).Select(c => c.Value).FirstOrDefault();

        object? Cell(string name)
        {
            string? value = Given(name);
            Column column = schema.Find(name)!;
            return value is null || column.HasLevels || column.Kind is ColumnKind.Date ? value
                : double.TryParse(value, CultureInfo.InvariantCulture, out double number) ? number
                : throw new InputException($"--condition gives '{value}' for the column '{name}', which holds numbers.");
        }
    }
}
