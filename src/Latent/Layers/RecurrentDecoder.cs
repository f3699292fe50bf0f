using Latent.Likelihoods;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// Decodes sequences of pictures. The opening frames are drawn from the latent. The rest goes on from the opening, given or
/// drawn: a state over the picture's places, made of both the opening and the latent, moves by itself from frame to frame
/// (a convolutional <see cref="Gru"/>), and every state is drawn as a frame. A mask that is drawn with it chooses, pixel by pixel,
/// between the drawing and the last frame of the opening, so that what stands still stays sharp.
/// </summary>
public sealed class RecurrentDecoder : AutoregressiveDecoder
{
    // The mask begins in favour of the last frame: most of a picture stands still.
    private const float MaskBegins = 1;

    private readonly Shape _row;
    private readonly FirstFrames _frames;
    private readonly Parts _parts;
    private readonly int _outputs;
    private readonly MeanLink _link;

    /// <summary>Composes a decoder.</summary>
    /// <param name="row">[time, height, width, channels].</param>
    /// <param name="frames">Takes the opening of a row.</param>
    /// <param name="parts">What is learned.</param>
    /// <param name="outputs">How many values the likelihood needs for every one of a row; the first is tied to its mean.</param>
    /// <param name="link">How it is tied.</param>
    /// <exception cref="ArgumentException">The parts do not fit.</exception>
    public RecurrentDecoder(Shape row, FirstFrames frames, Parts parts, int outputs, MeanLink link)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(link);
        _row = row;
        _frames = frames;
        _parts = parts;
        _outputs = outputs;
        _link = link;
        Shape frame = row.WithoutFirst();
        Require(parts.Opening.Outputs == frames.Outputs * outputs, nameof(parts.Opening));
        Require(parts.Context.Inputs == frames.Outputs && parts.Context.Outputs == parts.Dynamics.Outputs, nameof(parts.Context));
        Require(parts.Start.Inputs == parts.Opening.Inputs && parts.Start.Outputs == parts.Dynamics.Outputs, nameof(parts.Start));
        Require(parts.Dynamics.Inputs == parts.Dynamics.Outputs, nameof(parts.Dynamics));
        Require(parts.Drawing.Inputs == parts.Dynamics.Outputs && parts.Drawing.Outputs == frame.Length / frame.Columns * ((frame.Columns * outputs) + 1), nameof(parts.Drawing));
    }

    /// <summary>What a decoder of sequences learns.</summary>
    /// <param name="Opening">A latent to the opening frames, laid over each other.</param>
    /// <param name="Context">The opening frames, laid over each other, to a state.</param>
    /// <param name="Start">A latent to what it adds to the first state.</param>
    /// <param name="Dynamics">A state to the next one.</param>
    /// <param name="Drawing">A state to a frame, and the mask as one channel more.</param>
    public sealed record Parts(Layer Opening, Layer Context, Layer Start, Gru Dynamics, Layer Drawing);

    /// <inheritdoc/>
    public override Shape OpeningShape => _row.WithFirst(_frames.Frames);

    /// <inheritdoc/>
    public override int Inputs => _parts.Opening.Inputs;

    /// <inheritdoc/>
    public override int Outputs => _row.Length * _outputs;

    /// <inheritdoc/>
    public override Tensor Opening(Tensor values) => _frames.Take(values);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor latent, Tensor? opening, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(latent);
        int rows = latent.Shape[0], given = _frames.Frames, frame = _row.WithoutFirst().Length, rest = _row[0] - given;
        Tensor drawn = _frames.Unstack(_parts.Opening.Forward(latent, phase)).Reshape(new Shape(rows, _outputs, given, frame));
        Tensor known = opening is null ? _link.ToMean(drawn.Slice(1, 0, 1)) : opening.Repeat(rows / Math.Max(1, opening.Shape[0]));
        known = known.Reshape(new Shape(rows, given, frame));
        return drawn.Concat(Continue(latent, known, rest, phase), 2);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        _parts.Opening.Collect($"{path}.opening", parameters);
        _parts.Context.Collect($"{path}.context", parameters);
        _parts.Start.Collect($"{path}.start", parameters);
        _parts.Dynamics.Collect($"{path}.dynamics", parameters);
        _parts.Drawing.Collect($"{path}.drawing", parameters);
    }

    /// <summary>The frames after the opening: [rows, outputs, frames, values].</summary>
    private Tensor Continue(Tensor latent, Tensor known, int frames, Phase phase)
    {
        int rows = latent.Shape[0], channels = _row.Columns, values = _row.WithoutFirst().Length, places = values / channels;
        Tensor context = _parts.Context.Forward(_frames.Stack(known), phase);
        Tensor state = (context + _parts.Start.Forward(latent, phase).Reshape(context.Shape)).Tanh();
        var states = new Tensor[frames];
        for (int i = 0; i < frames; i++)
        {
            states[i] = state = _parts.Dynamics.Step(state, null, phase);
        }
        Tensor drawn = _parts.Drawing.Forward(TensorOperations.Concat(0, states), phase).Reshape(new Shape(frames, rows, places, (channels * _outputs) + 1));
        Tensor mask = drawn.Slice(^1, channels * _outputs, 1).Affine(1, MaskBegins).Sigmoid();
        Tensor last = known.Slice(1, known.Shape[1] - 1, 1).Reshape(new Shape(1, rows, places, channels));
        Tensor mean = Mixed(drawn.Slice(^1, 0, channels), last, mask).Permute(1, 0, 2, 3).Reshape(new Shape(rows, 1, frames, values));
        if (_outputs == 1)
        {
            return mean;
        }
        Tensor others = drawn.Slice(^1, channels, channels * (_outputs - 1)).Reshape(new Shape(frames, rows, places, _outputs - 1, channels));
        return mean.Concat(others.Permute(1, 3, 0, 2, 4).Reshape(new Shape(rows, _outputs - 1, frames, values)), 1);
    }

    private Tensor Mixed(Tensor drawn, Tensor last, Tensor mask)
    {
        Tensor means = _link.ToMean(drawn);
        return _link.FromMean(means + (mask * (last - means)));
    }

    private static void Require(bool holds, string part)
    {
        if (!holds)
        {
            throw new ArgumentException($"The part {part} takes or gives another number of values than its neighbours.", nameof(part));
        }
    }
}
