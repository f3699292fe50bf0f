using System.Runtime.InteropServices;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Tables;

/// <summary>The rows of a table as a model sees them, kept as slots: in memory, or in a temporary file where they take more than is allowed.</summary>
public sealed class TableRows : RowSource, IDisposable
{
    private readonly float[]? _memory;
    private readonly TemporaryFile? _file;
    private readonly Lock _turn = new();
    private readonly float[] _slots;

    internal TableRows(TableSchema schema, float[] slots, int count)
        : base(count, new Shape(schema.Width))
    {
        Schema = schema;
        _memory = slots;
        _slots = new float[schema.Slots.Count];
    }

    internal TableRows(TableSchema schema, TemporaryFile file, int count)
        : base(count, new Shape(schema.Width))
    {
        Schema = schema;
        _file = file;
        _slots = new float[schema.Slots.Count];
    }

    /// <summary>The columns.</summary>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public override bool Streamed => _file is not null;

    /// <inheritdoc/>
    public override bool HasGaps => true;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int width = Schema.Width, each = Schema.Slots.Count;
        if (_memory is not null)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                RowCodec.Spread(Schema, _memory.AsSpan(rows[i] * each, each), destination.Slice(i * width, width));
            }
            return;
        }
        lock (_turn)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                _file!.Read(MemoryMarshal.AsBytes(_slots.AsSpan()), (long)rows[i] * each * sizeof(float));
                RowCodec.Spread(Schema, _slots, destination.Slice(i * width, width));
            }
        }
    }

    /// <summary>Removes the temporary file, if there is one.</summary>
    public void Dispose() => _file?.Dispose();
}
