using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Tables;

namespace Latent.Cli;

/// <summary>The columns of a table, for people and as JSON.</summary>
internal static class ColumnTable
{
    private const int MostLevels = 8;

    public static string Text(TableSchema schema, bool inTerminal)
    {
        var table = new TextTable("column", "kind", "values");
        foreach (Column column in schema.Columns)
        {
            table.Add(column.Name, column.Kind.ToString().ToLowerInvariant(), Values(column));
        }
        return table.Render(inTerminal);
    }

    public static JsonArray Tree(TableSchema schema) => TableSchemaText.ToTree(schema);

    private static string Values(Column column)
    {
        string values = column.HasLevels && column.Levels.Count > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{column.Levels.Count}: {string.Join(", ", column.Levels.Take(MostLevels))}{(column.Levels.Count > MostLevels ? ", ..." : "")}")
            : column.Kind switch
            {
                ColumnKind.Date => $"{RowCodec.Text(column, column.Minimum)} to {RowCodec.Text(column, column.Maximum)}{(column.Parts.Count > 0 ? ", with " + string.Join(", ", column.Parts).ToLowerInvariant() : "")}",
                ColumnKind.Real or ColumnKind.Positive or ColumnKind.Count or ColumnKind.Bounded =>
                    string.Create(CultureInfo.InvariantCulture, $"{column.Minimum:G6} to {column.Maximum:G6}{(column.Atoms.Count > 0 ? ", often " + string.Join(", ", column.Atoms.Select(a => a.ToString("G6", CultureInfo.InvariantCulture))) : "")}"),
                _ => "",
            };
        string note = column.IsLeftOut ? $"left out{(column.Note is { } why ? ": " + why.Replace("left out: ", "", StringComparison.Ordinal) : "")}" : column.Note ?? "";
        return values.Length > 0 && note.Length > 0 ? $"{values}; {note}" : values + note;
    }
}
