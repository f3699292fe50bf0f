using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>The first frames of a sequence, laid over each other: [time, spatial..., channels] becomes [spatial..., frames x channels].</summary>
public sealed class FirstFrames : SpatialLayer
{
    /// <summary>Takes so many frames of rows of this shape.</summary>
    /// <param name="row">[time, spatial..., channels].</param>
    /// <param name="frames">How many are taken.</param>
    /// <exception cref="ArgumentException">A row has not so many frames, or is no sequence.</exception>
    public FirstFrames(Shape row, int frames)
        : base(row, Stacked(row, frames)) => Frames = frames;

    /// <summary>How many frames are taken.</summary>
    public int Frames { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => Stack(Take(x));

    /// <summary>The first frames alone: [rows, frames, spatial..., channels].</summary>
    public Tensor Take(Tensor x) => AsInput(x).Slice(1, 0, Frames);

    /// <summary>Lays frames over each other.</summary>
    /// <param name="frames">[rows, frames, spatial..., channels].</param>
    public Tensor Stack(Tensor frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        int rows = frames.Shape[0], channels = InputShape.Columns;
        return frames.Reshape(new Shape(rows, Frames, Frame.Length / channels, channels)).Permute(0, 2, 1, 3).Reshape(OutputShape.Prepend(rows));
    }

    /// <summary>Undoes <see cref="Stack"/>, for several outputs a value: [rows x outputs, spatial..., frames x channels] to [rows x outputs, frames, spatial x channels].</summary>
    public Tensor Unstack(Tensor stacked)
    {
        ArgumentNullException.ThrowIfNull(stacked);
        int channels = InputShape.Columns, places = Frame.Length / channels, rows = stacked.Length / Outputs;
        return stacked.Reshape(new Shape(rows, places, Frames, channels)).Permute(0, 2, 1, 3).Reshape(new Shape(rows, Frames, places * channels));
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }

    private Shape Frame => InputShape.WithoutFirst();

    private static Shape Stacked(Shape row, int frames) => row.Rank is >= 3 and < Shape.MaxRank && frames >= 1 && frames <= row[0]
        ? row.WithoutFirst().WithLast(frames * row.Columns)
        : throw new ArgumentException($"Rows of {row} have no {frames} first frames.", nameof(frames));
}
