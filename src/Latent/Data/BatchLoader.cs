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
    private readonly float[] _targets;
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
        _targets = rows.Targets is null ? [] : new float[_numbers.Length];
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
        bool onHost = values.TryGetSpan(out Span<float> span);
        if (!onHost)
        {
            Array.Resize(ref _staging, values.Length);
            span = _staging;
        }
        Read(span, count, rng);
        Tensor? mask = _rows.HasGaps ? TakeGaps(span, values.Shape) : null;
        Augmentation?.Apply(span, _rows.RowShape, rng);
        if (!onHost)
        {
            values.Set(_staging);
        }
        return new Batch(_preparation.Prepare(values, rng))
        {
            Mask = mask,
            Labels = _labels,
            Targets = _targets.Length == 0 ? null : Tensor.From(_targets.AsSpan(0, whole), new Shape(whole), _backend),
        };
    }

    /// <summary>Makes zeros of what is missing, and the mask that says where; null if nothing is.</summary>
    private Tensor? TakeGaps(Span<float> values, Shape shape)
    {
        if (Finite.IndexOfOther(values) < 0)
        {
            return null;
        }
        Tensor mask = Tensor.Zeros(shape, _backend);
        if (!mask.TryGetSpan(out Span<float> observed))
        {
            observed = new float[values.Length];
        }
        for (int i = 0; i < values.Length; i++)
        {
            bool missing = float.IsNaN(values[i]);
            observed[i] = missing ? 0 : 1;
            values[i] = missing ? 0 : values[i];
        }
        if (!mask.TryGetSpan(out _))
        {
            mask.Set(observed);
        }
        return mask;
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
        if (_labelled is not null)
        {
            Span<int> drawn = _numbers.AsSpan(count, _labelled.Count);
            _labelled.Next(rng.Split("labelled"), drawn);
            _rows.Read(drawn, values[(count * _rows.RowShape.Length)..]);
        }
        Check(values);
        Span<int> labels = _labels is null ? default : _labels.Refill(count + (_labelled?.Count ?? 0));
        // A row's own label is hidden where rows of known label are drawn beside it.
        for (int i = 0; i < count + (_labelled?.Count ?? 0); i++)
        {
            bool hidden = _labelled is not null && i < count;
            if (_labels is not null)
            {
                labels[i] = hidden ? -1 : _rows.Labels![_numbers[i]];
            }
            if (_targets.Length > 0)
            {
                _targets[i] = hidden ? float.NaN : _rows.Targets![_numbers[i]];
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
