using Latent.Applications;
using Latent.Data;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Evaluation.Images;

/// <summary>
/// How near pictures come to the ones that they should be: the peak signal-to-noise ratio and the structural
/// similarities, means over rows. Values are scaled so that the range of the data is [0, 1], and cut there.
/// </summary>
public sealed class PictureQuality
{
    // Pixels at a time: the similarities take some twenty times as much memory.
    private const int MostPixels = 1 << 18;

    private readonly ImageLayout _layout;
    private readonly int _width;
    private readonly float _low;
    private readonly float _range;
    private readonly StructuralSimilarity _single;
    private readonly StructuralSimilarity _multiple;
    private readonly Tape _tape;
    private double _errors;
    private double _ratios;
    private double _similarities;
    private double _multiScale;
    private float[] _first = [];
    private float[] _second = [];

    private PictureQuality(ImageLayout layout, DataSchema schema, Backend? backend)
    {
        _layout = layout;
        _width = schema.RowShape.Length;
        _low = schema.Minimum!.Value;
        _range = schema.Maximum!.Value - _low;
        _single = new StructuralSimilarity(layout, 1, backend);
        _multiple = new StructuralSimilarity(layout, StructuralSimilarity.MostScales, backend);
        _tape = new Tape(backend, record: false);
    }

    /// <summary>How many rows have been compared.</summary>
    public int Rows { get; private set; }

    /// <summary>The mean squared error, in units of the range.</summary>
    public double MeanSquaredError => _errors / Rows;

    /// <summary>The mean over rows of the peak signal-to-noise ratio, in decibels.</summary>
    public double PeakSignalToNoise => _ratios / Rows;

    /// <summary>The mean structural similarity.</summary>
    public double Ssim => _similarities / Rows;

    /// <summary>The mean multi-scale structural similarity.</summary>
    public double MultiScaleSsim => _multiScale / Rows;

    /// <summary>How many scales that took: as many of five as leave the window room.</summary>
    public int Scales => _multiple.Scales;

    /// <summary>A measure of rows that are pictures with a known range; null for others.</summary>
    public static PictureQuality? For(DataSchema schema, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return ImageLayout.Of(schema.Kind, schema.RowShape) is { Side: > 0, CanBeFiltered: true } layout && schema.Maximum > schema.Minimum ? new PictureQuality(layout, schema, backend) : null;
    }

    /// <summary>Measures a model's reconstructions, each from the mean of its posterior; null where rows are no pictures.</summary>
    public static PictureQuality? OfReconstructions(TrainedModel model, RowSource rows, ulong seed = 0, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || For(model.Schema, model.Model.Parameters[0].Backend) is not { } quality)
        {
            return null;
        }
        new DataReconstructor(model).Reconstruct(rows, quality.Add, new Rng(seed).Split("evaluation"), progress, cancellation);
        return quality;
    }

    /// <summary>Compares some rows.</summary>
    /// <param name="originals">[rows, ...row shape], what should be.</param>
    /// <param name="pictures">What is.</param>
    /// <exception cref="ArgumentException">They are not equally many whole rows.</exception>
    public void Add(ReadOnlySpan<float> originals, ReadOnlySpan<float> pictures)
    {
        if (originals.Length != pictures.Length || originals.Length % _width != 0)
        {
            throw new ArgumentException($"{originals.Length} and {pictures.Length} values are not equally many rows of {_width}.", nameof(pictures));
        }
        int atATime = Math.Max(1, MostPixels / _width) * _width;
        for (int start = 0; start < originals.Length; start += atATime)
        {
            int length = Math.Min(atATime, originals.Length - start);
            AddBatch(Scaled(originals.Slice(start, length), ref _first), Scaled(pictures.Slice(start, length), ref _second));
        }
    }

    private void AddBatch(ReadOnlySpan<float> originals, ReadOnlySpan<float> pictures)
    {
        int rows = originals.Length / _width;
        for (int r = 0; r < rows; r++)
        {
            double error = Images.PeakSignalToNoise.MeanSquaredError(originals.Slice(r * _width, _width), pictures.Slice(r * _width, _width));
            _errors += error;
            _ratios += Images.PeakSignalToNoise.Of(error);
        }
        using Tape.Scope scope = _tape.Begin();
        var shape = new Shape(rows, _layout.Slices, _layout.Height, _layout.Width, _layout.Channels);
        Tensor x = Tensor.From(originals, shape, _tape.Backend), y = Tensor.From(pictures, shape, _tape.Backend);
        float[] single = _single.Of(x, y).ToArray();
        _similarities += single.Sum(v => (double)v);
        _multiScale += Scales == 1 ? single.Sum(v => (double)v) : _multiple.Of(x, y).ToArray().Sum(v => (double)v);
        Rows += rows;
    }

    private ReadOnlySpan<float> Scaled(ReadOnlySpan<float> values, ref float[] scaled)
    {
        if (scaled.Length < values.Length)
        {
            scaled = new float[values.Length];
        }
        for (int i = 0; i < values.Length; i++)
        {
            scaled[i] = Math.Clamp((values[i] - _low) / _range, 0, 1);
        }
        return scaled.AsSpan(0, values.Length);
    }
}
