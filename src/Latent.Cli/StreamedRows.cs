using System.Globalization;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Rows written piece by piece to a .npy, .csv or NIfTI file, so that memory does not grow with their number.</summary>
internal sealed class StreamedRows : IDisposable
{
    private readonly NpyWriter? _array;
    private readonly CsvOutput? _table;
    private readonly VolumeOutput? _volumes;

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
            int each = rowShape.Length / letters.Length;
            _table = new CsvOutput(path, [.. letters.SelectMany(letter => Enumerable.Range(0, each).Select(i => string.Create(CultureInfo.InvariantCulture, $"{letter}{i}")))]);
        }
    }

    public void Append(ReadOnlySpan<float> values)
    {
        _array?.Append(values);
        _table?.Append(values);
        _volumes?.Append(values);
    }

    public void Complete()
    {
        _array?.Complete();
        _table?.Complete();
    }

    public void Dispose()
    {
        _array?.Dispose();
        _table?.Dispose();
    }
}
