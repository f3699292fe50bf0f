using Latent.Tensors;

namespace Latent.Data;

/// <summary>
/// Collects rows of 8-bit samples that several threads make, in any order: in memory up to a limit, else in a temporary file
/// that goes away with the process, even one that is killed.
/// </summary>
internal sealed class DecodedRows : IDisposable
{
    private readonly int _count;
    private readonly int _rowLength;
    private readonly byte[]? _memory;
    private readonly TemporaryFile? _file;

    /// <summary>Room for rows.</summary>
    /// <exception cref="InputException">The temporary file cannot be made.</exception>
    public DecodedRows(int count, int rowLength, long memoryLimit)
    {
        _count = count;
        _rowLength = rowLength;
        long bytes = (long)count * rowLength;
        if (bytes <= Math.Min(memoryLimit, Array.MaxLength))
        {
            _memory = GC.AllocateUninitializedArray<byte>((int)bytes);
        }
        else
        {
            _file = new TemporaryFile();
        }
    }

    /// <summary>Keeps a row.</summary>
    /// <exception cref="InputException">The disk is full.</exception>
    public void Set(int index, ReadOnlySpan<byte> row)
    {
        if (_memory is not null)
        {
            row.CopyTo(_memory.AsSpan(index * _rowLength));
        }
        else
        {
            _file!.Write(row, (long)index * _rowLength);
        }
    }

    /// <summary>The rows that are good, in their order, as a source. Nothing may be set any more.</summary>
    /// <param name="kept">Which rows are kept, rising.</param>
    /// <param name="rowShape">The shape of one row.</param>
    public RowSource ToSource(int[] kept, Shape rowShape)
    {
        RowSource rows = _file is null ? new ByteRows(_memory!, rowShape) : new TemporaryRows(_file, _count, rowShape);
        return kept.Length == _count ? rows : new SelectedRows(rows, kept);
    }

    /// <summary>Removes the file of rows that are not wanted after all.</summary>
    public void Dispose() => _file?.Dispose();
}
