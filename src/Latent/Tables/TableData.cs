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
        var told = new ToldColumns(reader, source.Name, options);
        int each = schema.Slots.Count, count = 0;
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
            told.Take();
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
        (int[]? labels, string[]? names) = told.Classes();
        return new DataSet(name ?? source.Name, DataKind.Table, rows)
        {
            Table = schema,
            Labels = labels,
            LabelNames = names,
            TargetName = told.TargetName,
            Targets = told.Targets,
            Notes = [schema.ToString()],
        };
    }
}
