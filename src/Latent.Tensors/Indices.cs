namespace Latent.Tensors;

/// <summary>Whole numbers that name rows: tokens, labels, codes. Kept apart from tensors, which are always 32-bit floats.</summary>
public sealed class Indices
{
    private readonly int[] _values;

    /// <summary>These row numbers, copied.</summary>
    public Indices(ReadOnlySpan<int> values)
    {
        _values = values.ToArray();
        Length = _values.Length;
    }

    /// <summary>Room for so many, none there yet: to be filled again and again without garbage.</summary>
    public Indices(int capacity) => _values = new int[capacity];

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>The numbers.</summary>
    public ReadOnlySpan<int> Values => _values.AsSpan(0, Length);

    /// <summary>Takes other numbers, at most as many as there was room for at first, which are to be written to the result.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no room.</exception>
    public Span<int> Refill(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _values.Length);
        Length = count;
        return _values.AsSpan(0, count);
    }
}
