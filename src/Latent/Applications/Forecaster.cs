using Latent.Data;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>Takes sequences and their forecasts, batch by batch, in the order of the rows and in the data's units.</summary>
/// <param name="sequences">[rows, time, ...frame]: whole rows of the data, what came included.</param>
/// <param name="forecasts">[rows, frames, ...frame]: what the model expects after the given frames.</param>
public delegate void ForecastReceiver(ReadOnlySpan<float> sequences, ReadOnlySpan<float> forecasts);

/// <summary>
/// Goes on with sequences: the first frames give q(z|opening), and its mean and the frames themselves the mean of what comes
/// next. Nothing that comes later is looked at. Past as many frames as the model was trained on, it goes on from its own.
/// </summary>
public sealed class Forecaster
{
    private const int MostRows = 100;

    private readonly TrainedModel _model;
    private readonly Vae _vae;
    private readonly int _ahead;

    /// <summary>A forecaster with this model.</summary>
    /// <exception cref="InputException">The model makes no forecasts.</exception>
    public Forecaster(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        if (model.Model is not Vae { Continuation: { } continuation } vae)
        {
            throw new InputException($"A model of {model.Schema.Kind.ToString().ToLowerInvariant()} data that knows no order of time makes no forecasts; train one on sequences with the recipe video-vae.");
        }
        _vae = vae;
        Context = continuation.OpeningShape[0];
        FrameShape = model.Schema.RowShape.WithoutFirst();
        _ahead = model.Schema.RowShape[0] - Context;
    }

    /// <summary>How many frames the model goes on from.</summary>
    public int Context { get; }

    /// <summary>How many frames it was trained to forecast.</summary>
    public int Frames => _ahead;

    /// <summary>[height, width] or [height, width, channels] of one frame.</summary>
    public Shape FrameShape { get; }

    /// <summary>Throws unless sequences of this shape can be gone on with.</summary>
    /// <param name="name">What to call the data.</param>
    /// <param name="row">The shape of a row.</param>
    /// <param name="context">How many frames of it are given.</param>
    /// <exception cref="InputException">They cannot; the message says why.</exception>
    public void RequireFit(string name, Shape row, int context)
    {
        if (row.Rank < 2 || row.WithoutFirst() != FrameShape)
        {
            throw new InputException($"The model forecasts frames of shape {FrameShape}, and the rows of {name} have the shape {row}; give sequences of such frames, or make some of single ones with --window K.");
        }
        if (context < Context)
        {
            throw new InputException($"The model goes on from {Context} frames, and {context} are given; give at least {Context}.");
        }
        if (context > row[0])
        {
            throw new InputException($"The sequences of {name} have {row[0]} frames, and {context} are to be given; take longer ones, or give fewer.");
        }
    }

    /// <summary>Forecasts the frames after the first ones of every row.</summary>
    /// <param name="rows">Sequences of any length from <paramref name="context"/> on.</param>
    /// <param name="context">How many frames of every sequence are given; the last <see cref="Context"/> of them count.</param>
    /// <param name="frames">How many to forecast.</param>
    /// <param name="receive">Takes every batch.</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">The rows do not fit; see <see cref="RequireFit"/>.</exception>
    public void Forecast(RowSource rows, int context, int frames, ForecastReceiver receive, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(receive);
        RequireFit("the data", rows.RowShape, context);
        rng ??= new Rng(0);
        int length = rows.RowShape.Length, frame = FrameShape.Length, given = Context * frame;
        int most = WorkingSet.Rows(MostRows, Math.Max(length, frames * frame));
        float[] sequences = new float[most * length], openings = new float[most * given], forecasts = new float[checked(most * frames * frame)];
        int[] numbers = new int[most];
        for (int first = 0; first < rows.Count; first += most)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(most, rows.Count - first);
            for (int i = 0; i < count; i++)
            {
                numbers[i] = first + i;
            }
            rows.Read(numbers.AsSpan(0, count), sequences);
            for (int i = 0; i < count; i++)
            {
                sequences.AsSpan((i * length) + ((context - Context) * frame), given).CopyTo(openings.AsSpan(i * given));
            }
            Span<float> forecast = forecasts.AsSpan(0, count * frames * frame);
            Forecast(openings.AsSpan(0, count * given), frames, forecast, rng.Split((ulong)first));
            receive(sequences.AsSpan(0, count * length), forecast);
            progress?.Invoke((double)(first + count) / rows.Count);
        }
    }

    /// <summary>Forecasts the frames after some.</summary>
    /// <param name="given">[rows, <see cref="Context"/>, ...frame].</param>
    /// <param name="frames">How many to forecast.</param>
    /// <param name="forecasts">Takes [rows, frames, ...frame].</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <exception cref="ArgumentException">The values are not whole openings, or there is no room for the forecasts.</exception>
    public void Forecast(ReadOnlySpan<float> given, int frames, Span<float> forecasts, Rng? rng = null)
    {
        int frame = FrameShape.Length, opening = Context * frame, rows = given.Length / opening;
        if (rows * opening != given.Length || forecasts.Length < (long)rows * frames * frame)
        {
            throw new ArgumentException($"{given.Length} values are not whole openings of {opening}, or {forecasts.Length} have no room for {frames} frames each.", nameof(given));
        }
        rng ??= new Rng(0);
        int row = opening + (_ahead * frame);
        // What the model is shown: the opening, and nothing of what comes.
        float[] shown = new float[rows * row], known = given.ToArray();
        for (int done = 0; done < frames; done += _ahead)
        {
            int now = Math.Min(_ahead, frames - done);
            for (int i = 0; i < rows; i++)
            {
                known.AsSpan(i * opening, opening).CopyTo(shown.AsSpan(i * row));
            }
            Continue(shown, rows, rng.Split((ulong)done));
            for (int i = 0; i < rows; i++)
            {
                Span<float> own = shown.AsSpan(i * row, row);
                own.Slice(opening, now * frame).CopyTo(forecasts.Slice(((i * frames) + done) * frame, now * frame));
                own[^opening..].CopyTo(known.AsSpan(i * opening));
                own[opening..].Clear();
            }
        }
    }

    /// <summary>Puts what the model expects behind the openings of rows.</summary>
    private void Continue(float[] shown, int rows, Rng rng)
    {
        var tape = new Tape(_vae.Parameters[0].Backend, record: false);
        using Tape.Scope scope = tape.Begin();
        Tensor values = _model.Preparation.Prepare(Tensor.From(shown, _vae.RowShape.Prepend(rows), tape.Backend), rng);
        Tensor opening = _vae.Continuation!.Opening(values), latent = _vae.Encode(new Batch(values), Phase.Evaluation).Mean;
        float[] means = new float[shown.Length];
        _vae.Decode(latent, opening).Mean.CopyTo(means);
        _model.Preparation.Restore(means);
        int row = shown.Length / rows, start = Context * FrameShape.Length;
        for (int i = 0; i < rows; i++)
        {
            means.AsSpan((i * row) + start, row - start).CopyTo(shown.AsSpan((i * row) + start));
        }
    }
}
