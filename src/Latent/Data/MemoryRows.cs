using Latent.Tensors;

namespace Latent.Data;

/// <summary>Rows in memory, some of their values perhaps missing, or a choice of such rows.</summary>
internal sealed class MemoryRows(float[] values, int width, bool hasGaps, int[] chosen) : RowSource(chosen.Length, new Shape(width))
{
    /// <inheritdoc/>
    public override bool Streamed => false;

    /// <inheritdoc/>
    public override bool HasGaps => hasGaps;

    /// <summary>These of its rows.</summary>
    public MemoryRows Choose(IEnumerable<int> rows) => new(values, width, hasGaps, [.. rows.Select(r => chosen[r])]);

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        for (int i = 0; i < rows.Length; i++)
        {
            values.AsSpan(chosen[rows[i]] * width, width).CopyTo(destination[(i * width)..]);
        }
    }
}
