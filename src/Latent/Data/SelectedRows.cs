using System.Buffers;

namespace Latent.Data;

/// <summary>Some rows of another source, in an order of their own: one side of a split. A selection of a selection refers to the source itself.</summary>
public sealed class SelectedRows : RowSource
{
    private readonly RowSource _source;
    private readonly int[] _rows;

    /// <summary>These rows of <paramref name="source"/>; the array is not copied unless the source is a selection itself.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row number is outside the source.</exception>
    public SelectedRows(RowSource source, int[] rows)
        : base((rows ?? throw new ArgumentNullException(nameof(rows))).Length, (source ?? throw new ArgumentNullException(nameof(source))).RowShape)
    {
        foreach (int row in rows)
        {
            if ((uint)row >= (uint)source.Count)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), $"There is no row {row}: the rows are 0 to {source.Count - 1}.");
            }
        }
        Labels = source.Labels is { } labels ? Array.ConvertAll(rows, row => labels[row]) : null;
        if (source is SelectedRows selection)
        {
            _source = selection._source;
            _rows = Array.ConvertAll(rows, row => selection._rows[row]);
        }
        else
        {
            _source = source;
            _rows = rows;
        }
    }

    /// <inheritdoc/>
    public override bool IsEightBit => _source.IsEightBit;

    /// <inheritdoc/>
    public override bool HasGaps => _source.HasGaps;

    /// <inheritdoc/>
    public override bool Streamed => _source.Streamed;

    /// <inheritdoc/>
    internal override int Origin(int row) => _source.Origin(_rows[row]);

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int[]? rented = rows.Length > 256 ? ArrayPool<int>.Shared.Rent(rows.Length) : null;
        Span<int> sourceRows = rented is null ? stackalloc int[rows.Length] : rented.AsSpan(0, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            sourceRows[i] = _rows[rows[i]];
        }
        _source.Read(sourceRows, destination);
        if (rented is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }
}
