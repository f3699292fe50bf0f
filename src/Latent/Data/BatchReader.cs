using System.Runtime.ExceptionServices;

namespace Latent.Data;

/// <summary>
/// Feeds batches of rows in the order of a permutation. Rows on disk are read one batch ahead by a thread of its own, so that
/// training does not wait for them; rows in memory are read as they are asked for. Nothing is allocated per batch.
/// </summary>
/// <remarks>Two members are never called at the same time.</remarks>
public sealed class BatchReader : IDisposable
{
    private readonly RowSource _rows;
    private readonly int[] _numbers;
    private readonly float[] _values;
    private readonly Thread? _thread;
    private readonly object _door = new();
    private Permutation _order;
    // While this is Reading, the fields of the batch ahead are the thread's; otherwise the caller's.
    private Phase _phase;
    private int _ahead;
    private ExceptionDispatchInfo? _failure;

    private enum Phase
    {
        Empty,
        Reading,
        Ready,
        Closed,
    }

    /// <summary>Batches of <paramref name="batchSize"/> rows.</summary>
    /// <exception cref="ArgumentException">A batch has no rows, or more than 2^31 - 1 values.</exception>
    public BatchReader(RowSource rows, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        _rows = rows;
        // A batch is never larger than the source, however large it is asked to be.
        BatchSize = batchSize;
        int largest = Math.Min(batchSize, Math.Max(rows.Count, 1));
        if ((long)largest * rows.RowShape.Length > Array.MaxLength)
        {
            throw new ArgumentException($"A batch of {largest} rows of shape {rows.RowShape} is too large; take fewer rows.", nameof(batchSize));
        }
        _numbers = new int[largest];
        _values = [];
        if (rows.Streamed)
        {
            _values = new float[largest * rows.RowShape.Length];
            _thread = new Thread(ReadAhead) { IsBackground = true, Name = "Latent batch reader" };
            _thread.Start();
        }
    }

    /// <summary>How many rows a batch has; the last of an epoch may have fewer.</summary>
    public int BatchSize { get; }

    /// <summary>The position in the order of the first row that <see cref="Next"/> will give: with the permutation's seed, all that is needed to resume.</summary>
    public int Position { get; private set; }

    /// <summary>Begins an epoch, or resumes one at a position.</summary>
    /// <param name="order">A permutation of as many numbers as there are rows.</param>
    /// <param name="firstRow">How many positions have been given already.</param>
    /// <exception cref="ArgumentException">The permutation is of another count, or the position lies outside it.</exception>
    public void Start(Permutation order, int firstRow = 0)
    {
        if (order.Count != _rows.Count)
        {
            throw new ArgumentException($"A permutation of {order.Count} does not order {_rows.Count} rows.", nameof(order));
        }
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow, order.Count);
        lock (_door)
        {
            WaitForThread();
            _order = order;
            Position = firstRow;
            Request();
        }
    }

    /// <summary>Gives the next batch and returns how many rows it has; 0 at the end of the epoch.</summary>
    /// <param name="destination">Takes the values, <c>[rows, ...row shape]</c>.</param>
    /// <param name="rowNumbers">Takes the row numbers, to find labels by.</param>
    /// <exception cref="ArgumentException">A span is too short for the batch.</exception>
    /// <exception cref="InputException">A row cannot be read.</exception>
    public int Next(Span<float> destination, Span<int> rowNumbers)
    {
        int count = Math.Min(BatchSize, _order.Count - Position);
        int length = count * _rows.RowShape.Length;
        if (destination.Length < length || rowNumbers.Length < count)
        {
            throw new ArgumentException($"A batch of {count} rows of shape {_rows.RowShape} needs {length} values and {count} numbers; there is room for {destination.Length} and {rowNumbers.Length}.");
        }
        if (count == 0)
        {
            return 0;
        }
        if (_thread is null)
        {
            Number(count);
            _rows.Read(_numbers.AsSpan(0, count), destination);
            _numbers.AsSpan(0, count).CopyTo(rowNumbers);
            Position += count;
            return count;
        }
        lock (_door)
        {
            WaitForThread();
            // The failure stays until the next start: the batch it belongs to never comes.
            _failure?.Throw();
            _values.AsSpan(0, length).CopyTo(destination);
            _numbers.AsSpan(0, count).CopyTo(rowNumbers);
            Position += count;
            Request();
        }
        return count;
    }

    /// <summary>Ends the thread, if there is one; the rows stay open.</summary>
    public void Dispose()
    {
        lock (_door)
        {
            _phase = Phase.Closed;
            Monitor.PulseAll(_door);
        }
        _thread?.Join();
    }

    private void WaitForThread()
    {
        while (_phase == Phase.Reading)
        {
            Monitor.Wait(_door);
        }
        ObjectDisposedException.ThrowIf(_phase == Phase.Closed, this);
    }

    private void Request()
    {
        _failure = null;
        _ahead = Math.Min(BatchSize, _order.Count - Position);
        _phase = _thread is null || _ahead == 0 ? Phase.Empty : Phase.Reading;
        Monitor.PulseAll(_door);
    }

    private void Number(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _numbers[i] = _order[Position + i];
        }
    }

    private void ReadAhead()
    {
        while (true)
        {
            lock (_door)
            {
                while (_phase is Phase.Empty or Phase.Ready)
                {
                    Monitor.Wait(_door);
                }
                if (_phase == Phase.Closed)
                {
                    return;
                }
            }
            ExceptionDispatchInfo? failure = null;
            try
            {
                Number(_ahead);
                _rows.Read(_numbers.AsSpan(0, _ahead), _values);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
            lock (_door)
            {
                _failure = failure;
                if (_phase == Phase.Reading)
                {
                    _phase = Phase.Ready;
                }
                Monitor.PulseAll(_door);
            }
        }
    }
}
