using Latent.Data;
using Latent.Tensors;

namespace Latent.Tables;

/// <summary>Makes plain rows of numbers of a table, as an array holds them: for models that take all columns alike, such as those of counts.</summary>
internal static class PlainTable
{
    /// <summary>Reads a table whose cells are all numbers, but for those of its label.</summary>
    /// <param name="source">The table.</param>
    /// <param name="options">Its label and target, and columns that are left out.</param>
    /// <param name="names">The columns, in this order; empty for all that are not left out.</param>
    /// <param name="allowMissing">Whether cells may be empty, and become not a number.</param>
    /// <param name="name">What to call the rows; null for the table's name.</param>
    /// <exception cref="InputException">It cannot be read, has no rows or no columns, or a cell is no number: the message names it.</exception>
    public static DataSet Read(TableSource source, TableOptions options, IReadOnlyList<string> names, bool allowMissing, string? name = null)
    {
        using TableReader reader = source.Open();
        options.RequireColumns(reader.Columns, source.Name);
        List<string> there = [.. reader.Columns];
        int[] columns = names.Count == 0
            ? [.. Enumerable.Range(0, there.Count).Where(i => options.SettingOf(there[i])?.Kind is not ColumnKind.Ignored)]
            : [.. names.Select(column => there.IndexOf(column) is >= 0 and var at ? at : throw new InputException($"{source.Name} lacks the column '{column}' that the model was made for{NearestName.Hint(column, there.Except(names))} Name its columns alike."))];
        if (columns.Length == 0)
        {
            throw new InputException($"{source.Name} has no column of numbers beside its label; give a table with some.");
        }
        var told = new ToldColumns(reader, source.Name, options);
        List<float> values = [];
        while (reader.Read())
        {
            if (reader.Row % 4096 == 0)
            {
                options.Cancellation.ThrowIfCancellationRequested();
            }
            if (values.Count > Array.MaxLength - columns.Length)
            {
                throw new InputException($"{source.Name} has more than {Array.MaxLength} numbers; give a part of it, or an array (.npy), which is read from disk as it is needed.");
            }
            foreach (int column in columns)
            {
                values.Add(Number(reader, column, source.Name, allowMissing));
            }
            told.Take();
        }
        if (values.Count == 0)
        {
            throw new InputException($"{source.Name} has no rows; give a table with some.");
        }
        (int[]? labels, string[]? classes) = told.Classes();
        var rows = new FloatRows([.. values], new Shape(columns.Length));
        (float Minimum, float Maximum)? range = Finite.Range(rows.Values);
        return new DataSet(name ?? source.Name, DataKind.Table, rows) { Labels = labels, LabelNames = classes, ColumnNames = [.. columns.Select(column => there[column])], TargetName = told.TargetName, Targets = told.Targets, Minimum = range?.Minimum, Maximum = range?.Maximum };
    }

    private static float Number(TableReader reader, int column, string table, bool allowMissing)
    {
        if (reader.TryNumber(column, out double number) && double.IsFinite(number))
        {
            return (float)number;
        }
        if (reader.IsMissing(column))
        {
            return allowMissing ? float.NaN : throw new InputException($"{table}, {reader.Place}: '{reader.Columns[column]}' is missing, and this model takes whole rows of numbers; fill it in, leave the column out with --ignore {reader.Columns[column]}, or take the recipe table-vae, which takes tables with gaps.");
        }
        throw new InputException($"{table}, {reader.Place}: '{InputFile.Shown(reader.Text(column).ToString())}' in the column '{reader.Columns[column]}' is no number, and this model takes numbers alone; leave the column out with --ignore {reader.Columns[column]}, or take the recipe table-vae, which takes columns of several kinds.");
    }
}
