using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Conditions;

/// <summary>A smaller picture of every row: the means of squares of <c>factor</c> by <c>factor</c> values, channel by channel.</summary>
public sealed class LowResolution : Conditioning
{
    private readonly Shape _row;

    /// <summary>Conditions on pictures smaller by this factor.</summary>
    /// <param name="row">The shape of a row: [height, width] or [height, width, channels].</param>
    /// <param name="factor">By how much: 2 or more.</param>
    /// <exception cref="InputException">The rows are no pictures, or the factor does not divide their sides.</exception>
    public LowResolution(Shape row, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(factor, 2);
        if (row.Rank is not (2 or 3))
        {
            throw new InputException($"A condition of low resolution needs rows that are pictures, [height, width] or [height, width, channels], not {row}; say what the rows are with --as image.");
        }
        if (row[0] % factor != 0 || row[1] % factor != 0)
        {
            throw new InputException($"Pictures of {row[0]} x {row[1]} do not shrink {factor} times; resize them to sides that {factor} divides.");
        }
        Factor = factor;
        _row = row;
        SmallShape = row.Rank == 2 ? new Shape(row[0] / factor, row[1] / factor) : new Shape(row[0] / factor, row[1] / factor, row[2]);
    }

    /// <summary>By how much the pictures are smaller.</summary>
    public int Factor { get; }

    /// <summary>The shape of a small picture.</summary>
    public Shape SmallShape { get; }

    /// <inheritdoc/>
    public override int Size => SmallShape.Length;

    /// <inheritdoc/>
    public override string Name => $"the picture of {SmallShape[0]} x {SmallShape[1]} of every row";

    /// <inheritdoc/>
    public override Tensor Of(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int channels = _row.Rank == 2 ? 1 : _row[2];
        // Rows of squares: first the lines of a square are summed, then its columns.
        Tensor lines = batch.Values.Reshape(new Shape(batch.Rows * SmallShape[0], Factor, SmallShape[1], Factor, channels));
        return lines.Mean(1).Mean(2).Reshape(new Shape(batch.Rows, Size));
    }
}
