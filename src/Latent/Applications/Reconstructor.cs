using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>
/// Rows to latents and back, straight between spans: for serving one row or streaming millions. Without garbage in steady
/// state; not for several threads at once (make one for each). Rows are in the data's own units.
/// </summary>
public sealed class Reconstructor
{
    // Rows that go through the model together: enough for the kernels, few enough that layers stay in the cache.
    private const int ChunkRows = 1024;

    private readonly LatentModel _model;
    private readonly Preparation _preparation;
    private readonly Backend _backend;
    private readonly Tape _tape;
    private readonly Rng _rng = new(0);

    /// <summary>A reconstructor with this model.</summary>
    public Reconstructor(LatentModel model, Preparation? preparation = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _preparation = preparation ?? Preparation.None;
        _backend = model.Parameters[0].Backend;
        _tape = new Tape(_backend, record: false);
    }

    /// <summary>How many values a row has.</summary>
    public int RowLength => _model.RowShape.Length;

    /// <summary>How many values a latent has.</summary>
    public int LatentSize => _model.LatentSize;

    /// <summary>The posterior means of some rows.</summary>
    /// <param name="rows">Whole rows, one after the other.</param>
    /// <param name="latents">Takes <see cref="LatentSize"/> values a row.</param>
    public void Encode(ReadOnlySpan<float> rows, Span<float> latents)
    {
        int count = Count(rows.Length, RowLength, latents.Length, LatentSize);
        for (int first = 0; first < count; first += ChunkRows)
        {
            using Tape.Scope scope = _tape.Begin();
            int chunk = Math.Min(ChunkRows, count - first);
            EncodeChunk(rows, first, chunk, out _).CopyTo(latents.Slice(first * LatentSize, chunk * LatentSize));
        }
    }

    /// <summary>The means p(x|z) at some latents.</summary>
    /// <param name="latents">Whole latents, one after the other.</param>
    /// <param name="rows">Takes <see cref="RowLength"/> values a latent.</param>
    /// <param name="conditions">What the model is conditioned on: whole conditions, used again from the first when there are fewer than latents; empty for none.</param>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows, ReadOnlySpan<float> conditions = default)
    {
        int count = Count(latents.Length, LatentSize, rows.Length, RowLength);
        for (int first = 0; first < count; first += ChunkRows)
        {
            using Tape.Scope scope = _tape.Begin();
            int chunk = Math.Min(ChunkRows, count - first);
            Tensor z = Tensor.From(latents.Slice(first * LatentSize, chunk * LatentSize), new Shape(chunk, LatentSize), _backend);
            _model.Decode(z, _model.Conditioning?.Cycled(conditions, first, chunk, _backend)).Mean.CopyTo(rows.Slice(first * RowLength, chunk * RowLength));
        }
        _preparation.Restore(rows[..(count * RowLength)]);
    }

    /// <summary>The means p(x|z) at the rows' posterior means.</summary>
    /// <param name="rows">Whole rows, one after the other.</param>
    /// <param name="reconstructions">Takes as many values.</param>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        int count = Count(rows.Length, RowLength, reconstructions.Length, RowLength);
        for (int first = 0; first < count; first += ChunkRows)
        {
            using Tape.Scope scope = _tape.Begin();
            int chunk = Math.Min(ChunkRows, count - first);
            Tensor z = EncodeChunk(rows, first, chunk, out Batch batch);
            _model.Decode(z, batch.Condition).Mean.CopyTo(reconstructions.Slice(first * RowLength, chunk * RowLength));
        }
        _preparation.Restore(reconstructions[..(count * RowLength)]);
    }

    /// <summary>The squared reconstruction error of every row, summed over its values as the model sees them (standardised, if it was trained so).</summary>
    /// <param name="rows">Whole rows, one after the other.</param>
    /// <param name="errors">Takes one value a row.</param>
    public void SquaredErrors(ReadOnlySpan<float> rows, Span<float> errors)
    {
        int count = Count(rows.Length, RowLength, errors.Length, 1);
        for (int first = 0; first < count; first += ChunkRows)
        {
            using Tape.Scope scope = _tape.Begin();
            int chunk = Math.Min(ChunkRows, count - first);
            Tensor z = EncodeChunk(rows, first, chunk, out Batch batch);
            Tensor mean = _model.Decode(z, batch.Condition).Mean;
            mean.Reshape(batch.Values.Shape).SquaredDistance(batch.Values).CopyTo(errors.Slice(first, chunk));
        }
    }

    private Tensor EncodeChunk(ReadOnlySpan<float> rows, int first, int count, out Batch batch)
    {
        Tensor raw = Tensor.From(rows.Slice(first * RowLength, count * RowLength), _model.RowShape.Prepend(count), _backend);
        batch = new Batch(_preparation.Prepare(raw, _rng));
        batch = _model.Conditioning is null ? batch : batch with { Condition = _model.ConditionOf(batch) };
        return _model.Encode(batch, Phase.Evaluation).Mean;
    }

    private static int Count(int given, int perRow, int room, int perResult)
    {
        if (given % perRow != 0)
        {
            throw new ArgumentException($"{given} values are not whole rows of {perRow}.");
        }
        int count = given / perRow;
        return room >= count * perResult ? count : throw new ArgumentException($"{count} rows need room for {count * perResult} values; there is room for {room}.");
    }
}
