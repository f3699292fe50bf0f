using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Samplers.Columns;

/// <summary>
/// The logits of every cell of a row given the cells before it, in one pass: a perceptron with a residual second layer whose
/// weights are masked (MADE; Germain et al. 2015). Inputs are a one for every row and, cell by cell, a one among zeros and the
/// number itself; where a cell is missing, zeros. The units that see the fewest cells come first, so that what follows from the
/// first cells is the first part of every layer.
/// </summary>
internal sealed class CellNetwork
{
    private readonly MaskedLinear _first;
    private readonly MaskedLinear _second;
    private readonly MaskedLinear _last;
    private readonly IReadOnlyList<Cell> _cells;
    private readonly float _dropout;
    private readonly int _hidden;

    public CellNetwork(IReadOnlyList<Cell> cells, int hidden, float dropout, Rng rng, Backend backend)
    {
        _cells = cells;
        _hidden = hidden;
        _dropout = dropout;
        // How many cells an input tells of, a unit has seen, and an output may have seen.
        int[] inputs = [0, .. cells.SelectMany((cell, i) => Enumerable.Repeat(i + 1, InputsOf(cell)))];
        int[] units = [.. Enumerable.Range(0, hidden).Select(unit => (int)((long)unit * cells.Count / hidden))];
        int[] outputs = [.. cells.SelectMany((cell, i) => Enumerable.Repeat(i, cell.Choices))];
        Inputs = inputs.Length;
        _first = Masked(inputs, units, Activation.Silu, "first");
        _second = Masked(units, units, Activation.Silu, "second");
        _last = Masked(units, outputs, Activation.None, "last");

        MaskedLinear Masked(int[] from, int[] to, Activation activation, string name) =>
            new(from.Length, to.Length, (input, output) => from[input] <= to[output], activation, rng.Split(name), backend);
    }

    /// <summary>How many inputs a row has.</summary>
    public int Inputs { get; }

    /// <summary>How many inputs a cell has.</summary>
    public static int InputsOf(Cell cell) => cell.Choices + (cell.Bins is null ? 0 : 1);

    public void Collect(ParameterSet parameters)
    {
        _first.Collect("first", parameters);
        _second.Collect("second", parameters);
        _last.Collect("last", parameters);
    }

    /// <summary>The logits of all cells.</summary>
    /// <param name="x">[rows, inputs].</param>
    /// <param name="phase">Training, with dropout, or evaluation.</param>
    /// <returns>[rows, choices].</returns>
    public Tensor Forward(Tensor x, Phase phase)
    {
        Tensor seen = Thinned(_first.Forward(x, phase), phase);
        Tensor hidden = seen + Thinned(_second.Forward(seen, phase), phase);
        return _last.Forward(hidden, phase);
    }

    /// <summary>The logits of one cell, where those of the cells before it were asked for already, one after the other.</summary>
    /// <param name="state">What is known of the rows: the inputs of the cells before; what units made of them is added.</param>
    /// <param name="index">Which cell.</param>
    /// <param name="phase">With dropout or without; a unit that a row is without is gone for all its cells.</param>
    /// <returns>[rows, the choices that are ever drawn].</returns>
    public Tensor Next(CellState state, int index, Phase phase)
    {
        int start = FirstUnit(index), length = FirstUnit(index + 1) - start;
        if (length > 0)
        {
            Tensor seen = Thinned(_first.Forward(state.Inputs, start, length), phase);
            state.Seen = state.Seen is { } before ? before.Concat(seen, 1) : seen;
            Tensor hidden = seen + Thinned(_second.Forward(state.Seen, start, length), phase);
            state.Hidden = state.Hidden is { } earlier ? earlier.Concat(hidden, 1) : hidden;
        }
        Cell cell = _cells[index];
        return _last.Forward(state.Hidden!, cell.Start, cell.Drawn);
    }

    // The first unit u with u * cells / hidden >= index.
    private int FirstUnit(int index) => (int)((((long)index * _hidden) + _cells.Count - 1) / _cells.Count);

    private Tensor Thinned(Tensor x, Phase phase) => phase.Noise is { } noise && _dropout > 0 ? x.Dropout(_dropout, noise) : x;
}
