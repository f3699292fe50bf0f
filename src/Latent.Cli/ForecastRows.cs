using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Gathers forecasts as they come: their errors, and as many of them as are to be written.</summary>
internal sealed class ForecastRows
{
    private readonly int _length;
    private readonly List<float> _sequences = [];
    private readonly List<float> _forecasts = [];

    /// <summary>Forecasts of sequences of some length.</summary>
    /// <param name="frame">The shape of a frame.</param>
    /// <param name="length">How many frames the sequences have.</param>
    /// <param name="given">How many of them are given.</param>
    /// <param name="frames">How many are forecast.</param>
    public ForecastRows(Shape frame, int length, int given, int frames)
    {
        Frame = frame;
        _length = length;
        Given = given;
        Frames = frames;
        Errors = new ForecastErrors(frame, Math.Min(frames, length - given));
    }

    public Shape Frame { get; }

    public int Given { get; }

    public int Frames { get; }

    /// <summary>How many sequences are kept to be written.</summary>
    public int Kept { get; set; }

    public ForecastErrors Errors { get; }

    /// <summary>Takes a batch.</summary>
    public void Add(ReadOnlySpan<float> sequences, ReadOnlySpan<float> forecasts)
    {
        int row = _length * Frame.Length, ahead = Frames * Frame.Length, given = Given * Frame.Length;
        for (int i = 0; i < sequences.Length / row; i++)
        {
            ReadOnlySpan<float> sequence = sequences.Slice(i * row, row), forecast = forecasts.Slice(i * ahead, ahead);
            Errors.Add(sequence[..given], forecast, sequence[given..]);
            if (_forecasts.Count < (long)Kept * ahead)
            {
                _sequences.AddRange(sequence);
                _forecasts.AddRange(forecast);
            }
        }
    }

    /// <summary>Writes what was kept.</summary>
    public void Write(string path, string format, DataSchema schema, bool strips)
    {
        float[] sequences = [.. _sequences], forecasts = [.. _forecasts];
        switch (format)
        {
            case "npy":
                RowOutput.Write(path, format, forecasts, Frame.Prepend(Frames));
                break;
            case "npz":
                using (var archive = new NpzWriter(path))
                {
                    archive.Add("given", Part(sequences, _length, 0, Given), Frame.Prepend(Given).Prepend(Kept));
                    archive.Add("forecast", forecasts, Frame.Prepend(Frames).Prepend(Kept));
                    int known = Math.Min(_length - Given, Frames);
                    if (known > 0)
                    {
                        archive.Add("truth", Part(sequences, _length, Given, known), Frame.Prepend(known).Prepend(Kept));
                    }
                    archive.Complete();
                }
                break;
            default:
                WritePicture(path, schema, sequences, forecasts, strips);
                break;
        }
    }

    /// <summary>Above the given frames and what came, below them the forecasts; without anything to compare, those alone.</summary>
    private void WritePicture(string path, DataSchema schema, float[] sequences, float[] forecasts, bool strips)
    {
        int whole = Given + Frames, frame = Frame.Length;
        float[] below = new float[Kept * whole * frame];
        for (int i = 0; i < Kept; i++)
        {
            sequences.AsSpan(i * _length * frame, Given * frame).CopyTo(below.AsSpan(i * whole * frame));
            forecasts.AsSpan(i * Frames * frame, Frames * frame).CopyTo(below.AsSpan(((i * whole) + Given) * frame));
        }
        DataSchema drawn = schema with { RowShape = Frame.Prepend(whole) };
        if (_length < whole)
        {
            RowOutput.Grid(path, drawn, below, strips: strips);
            return;
        }
        RowOutput.Pairs(path, drawn, Part(sequences, _length, 0, whole), below, strips);
    }

    /// <summary>Some frames of every sequence.</summary>
    private float[] Part(float[] sequences, int length, int start, int frames)
    {
        int frame = Frame.Length;
        float[] part = new float[Kept * frames * frame];
        for (int i = 0; i < Kept; i++)
        {
            sequences.AsSpan(((i * length) + start) * frame, frames * frame).CopyTo(part.AsSpan(i * frames * frame));
        }
        return part;
    }
}
