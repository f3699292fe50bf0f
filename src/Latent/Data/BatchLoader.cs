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
    private readonly int[] _numbers;
    private readonly Indices? _labels;
    private float[] _staging = [];

    /// <summary>A loader of batches of at most <paramref name="batchSize"/> rows.</summary>
    public BatchLoader(RowSource rows, int batchSize, Preparation preparation, Backend backend)
    {
        ArgumentNullException.ThrowIfNull(rows);
        _rows = rows;
        _preparation = preparation;
        _backend = backend;
        _reader = new BatchReader(rows, batchSize);
        _numbers = new int[Math.Min(batchSize, Math.Max(rows.Count, 1))];
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
        Tensor values = Tensor.Zeros(_rows.RowShape.Prepend(count), _backend);
        if (values.TryGetSpan(out Span<float> span))
        {
            _reader.Next(span, _numbers);
            Check(span);
            Augmentation?.Apply(span, _rows.RowShape, rng);
        }
        else
        {
            Array.Resize(ref _staging, values.Length);
            _reader.Next(_staging, _numbers);
            Check(_staging);
            Augmentation?.Apply(_staging, _rows.RowShape, rng);
            values.Set(_staging);
        }
        return new Batch(_preparation.Prepare(values, rng)) { Labels = LabelsOf(count) };
    }

    private void Check(ReadOnlySpan<float> values)
    {
        int width = _rows.RowShape.Length;
        for (int i = 0; i < values.Length / width && _preparation.Domain != ValueDomain.Any; i++)
        {
            _preparation.Domain.Require(values.Slice(i * width, width), _rows.Origin(_numbers[i]), "The data");
        }
    }

    private Indices? LabelsOf(int count)
    {
        Span<int> labels = _labels is null ? default : _labels.Refill(count);
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = _rows.Labels![_numbers[i]];
        }
        return _labels;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
