using Latent.Tensors;

namespace Latent.Data;

/// <summary>Rows of floats in memory.</summary>
public sealed class FloatRows : RowSource
{
    private readonly float[] _values;

    /// <summary>Rows over these values, which are not copied.</summary>
    /// <param name="values">All rows one after the other, each row major.</param>
    /// <param name="rowShape">The shape of one row.</param>
    /// <exception cref="ArgumentException">The values are not whole rows.</exception>
    public FloatRows(float[] values, Shape rowShape)
        : base(CountRows((values ?? throw new ArgumentNullException(nameof(values))).Length, rowShape), rowShape) => _values = values;

    /// <summary>The values as they are stored.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <inheritdoc/>
    public override bool Streamed => false;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int length = RowShape.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            _values.AsSpan(rows[i] * length, length).CopyTo(destination.Slice(i * length, length));
        }
    }
}
