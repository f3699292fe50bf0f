using System.Globalization;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Rows written piece by piece to a .npy, .csv or NIfTI file, so that memory does not grow with their number.</summary>
internal sealed class StreamedRows : IDisposable
{
    private readonly NpyWriter? _array;
    private readonly CsvOutput? _table;
    private readonly VolumeOutput? _volumes;
    private readonly TableWriter? _cells;
    private readonly int _width;
    private int _column;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">npy, csv or nii.</param>
    /// <param name="count">How many rows there will be.</param>
    /// <param name="rowShape">The shape of one row.</param>
    /// <param name="letters">What the columns of a table are called, one letter a group: x0, x1 ...</param>
    /// <param name="schema">What the rows are; needed for volumes only.</param>
    public StreamedRows(string path, string format, int count, Shape rowShape, string letters, DataSchema? schema = null)
    {
        if (format == "npy")
        {
            _array = new NpyWriter(path, count, rowShape);
        }
        else if (format == RowOutput.Volume)
        {
            _volumes = new VolumeOutput(path, count, schema ?? throw new ArgumentNullException(nameof(schema)));
        }
        else
        {
            _table = new CsvOutput(path, Names(rowShape, letters));
        }
    }

    /// <summary>Rows that go into a table, which this object disposes of.</summary>
    /// <param name="rowShape">The shape of one row.</param>
    /// <param name="letters">What the columns are called, one letter a group.</param>
    /// <param name="create">Begins the table of these columns.</param>
    public StreamedRows(Shape rowShape, string letters, Func<IReadOnlyList<TableColumn>, TableWriter> create)
    {
        _width = rowShape.Length;
        _cells = create([.. Names(rowShape, letters).Select(name => new TableColumn(name, CellKind.Number))]);
    }

    public void Append(ReadOnlySpan<float> values)
    {
        _array?.Append(values);
        _table?.Append(values);
        _volumes?.Append(values);
        for (int i = 0; i < values.Length && _cells is not null; i++)
        {
            _cells.Write(values[i]);
            if (++_column == _width)
            {
                _column = 0;
                _cells.EndRow();
            }
        }
    }

    public void Complete()
    {
        _array?.Complete();
        _table?.Complete();
        _cells?.Complete();
    }

    public void Dispose()
    {
        _array?.Dispose();
        _table?.Dispose();
        _cells?.Dispose();
    }

    private static string[] Names(Shape rowShape, string letters)
    {
        int each = rowShape.Length / letters.Length;
        return [.. letters.SelectMany(letter => Enumerable.Range(0, each).Select(i => string.Create(CultureInfo.InvariantCulture, $"{letter}{i}")))];
    }
}
