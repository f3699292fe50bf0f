using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>Hides whole cells of a table's rows, as if they were missing: all values of a column together.</summary>
public sealed class CellMasking : Corruption
{
    private readonly float _probability;
    private readonly bool _varies;
    private readonly int _columns;
    private readonly float[] _values;
    private Tensor? _spread;

    /// <summary>Hides cells.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="probability">Of every cell, from 0 to 1.</param>
    /// <param name="varies">Whether every row has a probability of its own, evenly spread from 0 to that one.</param>
    public CellMasking(TableSchema schema, double probability, bool varies = false)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _probability = Checked(probability);
        _varies = varies;
        int[] seen = [.. schema.Slots.Select(slot => slot.Column).Distinct().Order()];
        _columns = seen.Length;
        _values = new float[_columns * schema.Width];
        foreach (TableSlot slot in schema.Slots)
        {
            _values.AsSpan((Array.IndexOf(seen, slot.Column) * schema.Width) + slot.Start, slot.Width).Fill(1);
        }
    }

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rng);
        return values * Kept(values.Shape[0], rng, values.Backend);
    }

    /// <summary>[rows, values]: 1 where a cell is left to be seen, else 0.</summary>
    internal Tensor Kept(int rows, Rng rng, Backend backend)
    {
        _spread ??= Tensor.Constant(_values, new Shape(_columns, _values.Length / _columns), backend);
        Tensor limit = _varies ? Tensor.Uniform(new Shape(rows, 1), rng, backend).Affine(_probability) : Tensor.Full(Shape.Scalar, _probability, backend);
        return Tensor.Uniform(new Shape(rows, _columns), rng, backend).Greater(limit).MatMul(_spread);
    }
}
