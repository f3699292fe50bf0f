using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Data;

/// <summary>Brings rows into tensors, batch by batch, prepared for a model; no garbage in steady state.</summary>
public sealed class BatchLoader : IDisposable
{
    private readonly BatchReader _reader;
    private readonly RowSource _rows;
    private readonly Preparation _preparation;
    private readonly Backend _backend;
    private readonly LabelledDraw? _labelled;
    private readonly int[] _numbers;
    private readonly Indices? _labels;
    private float[] _staging = [];

    /// <summary>A loader of batches of at most <paramref name="batchSize"/> rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="batchSize">How many a batch has.</param>
    /// <param name="preparation">What is done to them.</param>
    /// <param name="backend">Where they are brought.</param>
    /// <param name="labelled">Adds rows of known class to every batch, behind its own, whose labels are hidden then; null for none.</param>
    public BatchLoader(RowSource rows, int batchSize, Preparation preparation, Backend backend, LabelledDraw? labelled = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = rows;
        _preparation = preparation;
        _backend = backend;
        _reader = new BatchReader(rows, batchSize);
        _labelled = labelled;
        _numbers = new int[Math.Min(batchSize, Math.Max(rows.Count, 1)) + (labelled?.Count ?? 0)];
        _labels = rows.Labels is null ? null : new Indices(_numbers.Length);
    }

    /// <summary>Changes every batch at random as it is loaded, for training alone; null for no changes.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>How many rows of this epoch have been loaded.</summary>
    public int Position => _reader.Position;

    /// <summary>The numbers, in the data, of the rows loaded last.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>Begins an epoch in an order of its own, perhaps in its middle.</summary>
    public void Start(Permutation order, int firstRow = 0) => _reader.Start(order, firstRow);

    /// <summary>The next batch, with labels where the rows have some; null at the end of the epoch. The labels are overwritten by the next call.</summary>
    /// <param name="rng">Where augmentation and preparation draw from.</param>
    public Batch? Next(Rng rng)
    {
        int count = Math.Min(_reader.BatchSize, _rows.Count - _reader.Position);
        if (count <= 0)
        {
            return null;
        }
        int whole = count + (_labelled?.Count ?? 0);
        Tensor values = Tensor.Zeros(_rows.RowShape.Prepend(whole), _backend);
        if (values.TryGetSpan(out Span<float> span))
        {
            Read(span, count, rng);
            Augmentation?.Apply(span, _rows.RowShape, rng);
        }
        else
        {
            Array.Resize(ref _staging, values.Length);
            Read(_staging, count, rng);
            Augmentation?.Apply(_staging, _rows.RowShape, rng);
            values.Set(_staging);
        }
        return new Batch(_preparation.Prepare(values, rng)) { Labels = _labels };
    }

    private void Check(ReadOnlySpan<float> values)
    {
        int width = _rows.RowShape.Length;
        for (int i = 0; i < values.Length / width && _preparation.Domain != ValueDomain.Any; i++)
        {
            _preparation.Domain.Require(values.Slice(i * width, width), _rows.Origin(_numbers[i]), "The data");
        }
    }

    /// <summary>Reads the rows of a batch, with their labels.</summary>
    private void Read(Span<float> values, int count, Rng rng)
    {
        _reader.Next(values, _numbers);
        Span<int> labels = _labels is null ? default : _labels.Refill(count + (_labelled?.Count ?? 0));
        if (_labelled is null)
        {
            for (int i = 0; i < labels.Length; i++)
            {
                labels[i] = _rows.Labels![_numbers[i]];
            }
            Check(values);
            return;
        }
        labels[..count].Fill(-1);
        Span<int> drawn = _numbers.AsSpan(count, _labelled.Count);
        _labelled.Next(rng.Split("labelled"), drawn, labels[count..]);
        _rows.Read(drawn, values[(count * _rows.RowShape.Length)..]);
        Check(values);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
