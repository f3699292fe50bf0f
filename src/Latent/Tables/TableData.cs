using System.Globalization;
using System.Runtime.InteropServices;
using Latent.Data;

namespace Latent.Tables;

/// <summary>Makes a data set of a table: its rows as a model sees them, with their classes or numbers.</summary>
public static class TableData
{
    /// <summary>Reads a table.</summary>
    /// <param name="source">The table.</param>
    /// <param name="options">What is said of its columns; null for nothing.</param>
    /// <param name="schema">The columns of a model that it is for; null tells them by its rows.</param>
    /// <param name="memory">How many bytes of rows are kept in memory; more are kept in a temporary file.</param>
    /// <param name="name">What to call the rows; null for the table's name.</param>
    /// <exception cref="InputException">It cannot be read, or does not fit.</exception>
    public static DataSet Read(TableSource source, TableOptions? options = null, TableSchema? schema = null, long memory = 1024L << 20, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        options ??= new TableOptions();
        schema ??= TableSchema.Infer(source, options);
        using TableReader reader = source.Open();
        var codec = new RowCodec(schema) { InfiniteIsMissing = true };
        codec.Bind(reader, source.Name);
        int label = Place(reader, options.Label), target = Place(reader, options.Target), each = schema.Slots.Count, count = 0;
        List<string> classes = [];
        var known = new Dictionary<string, int>();
        List<int> labels = [];
        List<float> targets = [];
        float[] slots = new float[each * 1024];
        TemporaryFile? file = null;
        long written = 0;
        for (; reader.Read(); count++)
        {
            if (count % 4096 == 0)
            {
                options.Cancellation.ThrowIfCancellationRequested();
            }
            if (count == int.MaxValue)
            {
                throw new InputException($"{source.Name} has more than {int.MaxValue} rows; give a part of it.");
            }
            int used = (int)(((long)count * each) - written);
            if (used + each > slots.Length)
            {
                if (file is null && slots.Length * 2L * sizeof(float) <= Math.Min(memory, Array.MaxLength))
                {
                    Array.Resize(ref slots, slots.Length * 2);
                }
                else
                {
                    file ??= new TemporaryFile();
                    file.Write(MemoryMarshal.AsBytes(slots.AsSpan(0, used)), written * sizeof(float));
                    (written, used) = (written + used, 0);
                }
            }
            codec.Read(reader, slots.AsSpan(used, each));
            if (label >= 0)
            {
                labels.Add(reader.IsMissing(label) ? -1 : Class(reader.Text(label).ToString()));
            }
            if (target >= 0)
            {
                targets.Add(reader.IsMissing(target) ? float.NaN : reader.TryNumber(target, out double number) ? (float)number
                    : throw new InputException($"{source.Name}, {reader.Place}: '{reader.Text(target)}' in the column '{options.Target}' is no number, and it is to be told from the others; for classes write --label {options.Target}."));
            }
        }
        if (count == 0)
        {
            throw new InputException($"{source.Name} has no rows; give a table with some.");
        }
        if (file is not null)
        {
            file.Write(MemoryMarshal.AsBytes(slots.AsSpan(0, (int)(((long)count * each) - written))), written * sizeof(float));
        }
        RowSource rows = file is null ? new TableRows(schema, slots, count) : new TableRows(schema, file, count);
        (int[] Order, string[] Names)? sorted = label < 0 ? null : Sorted(classes);
        return new DataSet(name ?? source.Name, DataKind.Table, rows)
        {
            Table = schema,
            Labels = sorted is { } s ? [.. labels.Select(l => l < 0 ? -1 : s.Order[l])] : null,
            LabelNames = sorted?.Names,
            TargetName = target < 0 ? null : options.Target,
            Targets = target < 0 ? null : [.. targets],
            Notes = [schema.ToString()],
        };

        int Class(string name)
        {
            if (!known.TryGetValue(name, out int number))
            {
                known[name] = number = classes.Count;
                classes.Add(name);
            }
            return number;
        }
    }

    /// <summary>The place of a column that rows may lack: a model can be used on rows whose class is not known.</summary>
    private static int Place(TableReader reader, string? column)
    {
        for (int i = 0; column is not null && i < reader.Columns.Count; i++)
        {
            if (reader.Columns[i] == column)
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Classes in the order of their names, numbers by their value, so that rows in another order have the same.</summary>
    private static (int[] Order, string[] Names) Sorted(List<string> classes)
    {
        bool numbers = classes.All(c => double.TryParse(c, NumberStyles.Float, CultureInfo.InvariantCulture, out _));
        string[] names = [.. numbers ? classes.OrderBy(c => double.Parse(c, CultureInfo.InvariantCulture)) : classes.Order(StringComparer.Ordinal)];
        var places = new Dictionary<string, int>();
        for (int i = 0; i < names.Length; i++)
        {
            places[names[i]] = i;
        }
        return ([.. classes.Select(c => places[c])], names);
    }
}
