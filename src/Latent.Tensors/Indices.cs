namespace Latent.Tensors;

/// <summary>Whole numbers that name rows: tokens, labels, codes. Kept apart from tensors, which are always 32-bit floats.</summary>
public sealed class Indices
{
    private readonly int[] _values;

    /// <summary>These row numbers, copied.</summary>
    public Indices(ReadOnlySpan<int> values) => _values = values.ToArray();

    /// <summary>How many there are.</summary>
    public int Length => _values.Length;

    /// <summary>The numbers.</summary>
    public ReadOnlySpan<int> Values => _values;
}
