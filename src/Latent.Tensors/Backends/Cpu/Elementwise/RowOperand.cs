using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>An operand of a kernel over rows: read again from its first row when it has fewer, and along each row if it has a single column.</summary>
internal unsafe struct RowOperand
{
    private float* _memory;
    private int _rows;
    private int _columns;

    /// <summary>Whether the operand is there.</summary>
    public readonly bool Exists => _memory != null;

    /// <summary>Whether each row is a single value.</summary>
    public readonly bool IsStretched => _columns == 1;

    /// <summary>The operand that a tensor is, as a matrix with the innermost dimension as columns.</summary>
    public static RowOperand Of(Tensor? tensor) => tensor is null ? default : Of(tensor, tensor.Shape.Columns);

    /// <summary>The operand that a tensor is, with so many columns.</summary>
    public static RowOperand Of(Tensor? tensor, int columns) => tensor is null
        ? default
        : new RowOperand { _memory = tensor.Pointer, _rows = Math.Max(1, tensor.Length / Math.Max(1, columns)), _columns = columns };

    /// <summary>Where the row begins that row <paramref name="r"/> of the result meets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly float* Row(int r) => _memory + ((long)(r % _rows) * _columns);
}
