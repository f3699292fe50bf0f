using Latent.Applications;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Samplers.Columns;

/// <summary>
/// Rows whose cells are drawn one after the other. Where a cell is given, it is taken, and the candidates of every row are drawn
/// again in proportion to the probability that they gave it (sequential importance resampling; Gordon et al. 1993); after the
/// last given cell one of them goes on.
/// </summary>
internal sealed class CellDrawing
{
    private readonly CellNetwork _network;
    private readonly IReadOnlyList<Cell> _cells;
    private readonly float _temperature;
    private readonly Rng _rng;
    private readonly Backend _backend;
    private readonly CellState _state;
    private int _candidates;
    private (int Choice, float Number)[][] _rows;

    public CellDrawing(CellNetwork network, IReadOnlyList<Cell> cells, int rows, int candidates, float temperature, Rng rng, Backend backend)
    {
        _network = network;
        _cells = cells;
        _candidates = candidates;
        _temperature = temperature;
        _rng = rng;
        _backend = backend;
        _rows = [.. Enumerable.Range(0, rows * candidates).Select(_ => new (int, float)[cells.Count])];
        _state = new CellState(Tensor.Full(new Shape(_rows.Length, 1), 1, backend));
    }

    /// <summary>What was drawn for a cell of a row.</summary>
    public (int Choice, float Number) this[int row, int cell] => _rows[row][cell];

    /// <summary>Draws all cells.</summary>
    /// <param name="given">The choice and number of every cell; -1 where it is to be drawn.</param>
    public void Run((int Choice, float Number)[] given)
    {
        // Without dropout the network would be surer than it was when it was trained, and what is rare would be drawn too seldom.
        Phase phase = _temperature > 0 ? new Phase(_rng) : Phase.Evaluation;
        int last = Array.FindLastIndex(given, cell => cell.Choice >= 0);
        for (int i = 0; i < _cells.Count; i++)
        {
            Tensor logits = _network.Next(_state, i, phase);
            if (given[i].Choice < 0)
            {
                Draw(i, logits);
            }
            else
            {
                Array.ForEach(_rows, row => row[i] = given[i]);
            }
            if (i < _cells.Count - 1)
            {
                Add(i);
            }
            if (_candidates > 1 && given[i].Choice >= 0)
            {
                Resample(logits.LogSoftmax().Slice(1, given[i].Choice, 1).ToArray(), i == last ? 1 : _candidates);
            }
        }
    }

    private void Draw(int index, Tensor logits)
    {
        if (_temperature > 0)
        {
            logits = logits.Affine(1 / _temperature) + CategoricalDistribution.Gumbel(logits.Shape, _rng, _backend);
        }
        int[] choices = new int[_rows.Length];
        Largest.Of(logits, choices);
        Cell cell = _cells[index];
        for (int r = 0; r < _rows.Length; r++)
        {
            float number = 0;
            if (cell.Bins is { } bins && choices[r] >= cell.Atoms)
            {
                // Without temperature the middle of the bin.
                double share = 0.5 + (Math.Min(_temperature, 1) * (_rng.NextDouble() - 0.5));
                number = bins.Number(choices[r] - cell.Atoms, share);
            }
            _rows[r][index] = (choices[r], number);
        }
    }

    private void Add(int index)
    {
        Cell cell = _cells[index];
        int width = CellNetwork.InputsOf(cell);
        float[] inputs = new float[_rows.Length * width];
        for (int r = 0; r < _rows.Length; r++)
        {
            (int choice, float number) = _rows[r][index];
            CellModel.Spread(cell, choice, number, inputs.AsSpan(r * width, width));
        }
        _state.Add(Tensor.From(inputs, new Shape(_rows.Length, width), _backend));
    }

    /// <summary>Goes on with so many of the candidates of every row, drawn by their weights.</summary>
    private void Resample(float[] logWeights, int kept)
    {
        int[] chosen = new int[_rows.Length / _candidates * kept];
        for (int i = 0; i < chosen.Length; i++)
        {
            int first = i / kept * _candidates;
            chosen[i] = first + WeightedDraw.Of(logWeights.AsSpan(first, _candidates), _rng);
        }
        _rows = Array.ConvertAll(chosen, row => ((int, float)[])_rows[row].Clone());
        _state.Keep(new Indices(chosen));
        _candidates = kept;
    }
}
