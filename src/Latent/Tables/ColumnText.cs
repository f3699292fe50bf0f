using System.Globalization;

namespace Latent.Tables;

/// <summary>Columns in words, for people.</summary>
public static class ColumnText
{
    private const int MostLevels = 8;

    /// <summary>What a column's values are: its levels, or from where to where they go, and why it is left out.</summary>
    public static string Values(Column column)
    {
        ArgumentNullException.ThrowIfNull(column);
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
