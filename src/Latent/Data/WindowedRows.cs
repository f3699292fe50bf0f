using System.Buffers;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Overlapping windows of consecutive rows of another source, a film of <c>[count, ...]</c> as sequences of <c>[length, ...]</c>. Nothing is copied.</summary>
public sealed class WindowedRows : RowSource
{
    private const int FewFrames = 256;

    private readonly RowSource _frames;
    private readonly int[]? _starts;

    /// <summary>All windows of one film: those that begin at rows 0, 1, 2 ...</summary>
    /// <param name="frames">The film.</param>
    /// <param name="length">How many frames a window has.</param>
    /// <exception cref="InputException">The film is shorter than a window, or a window would be too large.</exception>
    public WindowedRows(RowSource frames, int length)
        : this(frames, length, null, WindowCount(frames, length))
    {
    }

    /// <summary>Windows that begin at chosen rows, such as those that lie within one of several films.</summary>
    /// <param name="frames">The films, one after the other.</param>
    /// <param name="length">How many frames a window has.</param>
    /// <param name="starts">The first frame of every window.</param>
    /// <exception cref="InputException">A film is shorter than a window, or a window would be too large.</exception>
    public WindowedRows(RowSource frames, int length, int[] starts)
        : this(frames, length, starts, (starts ?? throw new ArgumentNullException(nameof(starts))).Length)
    {
        int last = WindowCount(frames, length) - 1;
        foreach (int start in starts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(start, nameof(starts));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(start, last, nameof(starts));
        }
    }

    private WindowedRows(RowSource frames, int length, int[]? starts, int count)
        : base(count, WindowShape(frames, length))
    {
        _frames = frames;
        _starts = starts;
        Length = length;
    }

    /// <summary>How many frames a window has.</summary>
    public int Length { get; }

    /// <inheritdoc/>
    public override bool IsEightBit => _frames.IsEightBit;

    /// <inheritdoc/>
    public override bool Streamed => _frames.Streamed;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int count = checked(rows.Length * Length);
        int[]? rented = count > FewFrames ? ArrayPool<int>.Shared.Rent(count) : null;
        Span<int> frames = rented is null ? stackalloc int[count] : rented.AsSpan(0, count);
        for (int i = 0; i < rows.Length; i++)
        {
            int start = _starts is null ? rows[i] : _starts[rows[i]];
            for (int step = 0; step < Length; step++)
            {
                frames[(i * Length) + step] = start + step;
            }
        }
        _frames.Read(frames, destination);
        if (rented is not null)
        {
            ArrayPool<int>.Shared.Return(rented);
        }
    }

    private static int WindowCount(RowSource frames, int length)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        return frames.Count >= length
            ? frames.Count - length + 1
            : throw new InputException($"A window of {length} rows is longer than the data, which have {frames.Count}; ask for a shorter window.");
    }

    private static Shape WindowShape(RowSource frames, int length)
    {
        ArgumentNullException.ThrowIfNull(frames);
        return (long)frames.RowShape.Length * length <= Array.MaxLength && frames.RowShape.Rank < Shape.MaxRank - 1
            ? frames.RowShape.Prepend(length)
            : throw new InputException($"A window of {length} rows of shape {frames.RowShape} is too large for one row; ask for a shorter window.");
    }
}
