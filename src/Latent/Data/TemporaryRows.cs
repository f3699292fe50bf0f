using Latent.Tensors;

namespace Latent.Data;

/// <summary>Rows of bytes in a temporary file, for data that exceed the memory limit. Positioned reads, since mapped pages would count as the process's memory.</summary>
internal sealed class TemporaryRows : RowSource, IDisposable
{
    private readonly TemporaryFile _file;
    // Two readers of one file (both sides of a split) take turns with the scratch memory.
    private readonly Lock _turn = new();
    private readonly byte[] _row;

    /// <summary>The rows of a file.</summary>
    /// <param name="file">Rows one after the other.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="rowShape">The shape of one row.</param>
    public TemporaryRows(TemporaryFile file, int count, Shape rowShape)
        : base(count, rowShape)
    {
        _file = file;
        _row = new byte[rowShape.Length];
    }

    /// <inheritdoc/>
    public override bool Streamed => true;

    /// <inheritdoc/>
    public override bool IsEightBit => true;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int length = RowShape.Length;
        lock (_turn)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                _file.Read(_row, (long)rows[i] * length);
                ByteRows.Scaled(_row, destination.Slice(i * length, length), ByteRows.UnitScale);
            }
        }
    }

    /// <summary>Removes the file.</summary>
    public void Dispose() => _file.Dispose();
}
