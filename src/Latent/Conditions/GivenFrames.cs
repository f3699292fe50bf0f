using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Conditions;

/// <summary>The first frames of every sequence, one after the other.</summary>
public sealed class GivenFrames : Conditioning
{
    /// <summary>Conditions on the first frames.</summary>
    /// <param name="row">The shape of a row: [time, ...].</param>
    /// <param name="frames">How many are given: at least one, and not all.</param>
    /// <exception cref="InputException">The rows are no sequences, or have too few frames.</exception>
    public GivenFrames(Shape row, int frames)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        if (row.Rank < 2 || row[0] <= frames)
        {
            throw new InputException($"{frames} frames cannot be given of rows of shape {row}: sequences are [time, ...] with more frames than are given.");
        }
        Frames = frames;
        GivenShape = row.WithFirst(frames);
    }

    /// <summary>How many frames are given.</summary>
    public int Frames { get; }

    /// <summary>The shape of the frames given.</summary>
    public Shape GivenShape { get; }

    /// <inheritdoc/>
    public override int Size => GivenShape.Length;

    /// <inheritdoc/>
    public override string Name => Frames == 1 ? "the first frame of every row" : $"the first {Frames} frames of every row";

    /// <inheritdoc/>
    public override Tensor Of(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int rows = batch.Rows;
        return batch.Values.Reshape(new Shape(rows, batch.Values.Length / Math.Max(1, rows))).Slice(1, 0, Size);
    }
}
