using Latent.Composition;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Samplers.Columns;

/// <summary>
/// p(row) = product over its columns of p(cell | those before it) (NADE; Uria et al. 2016). Rows are a choice and a number a cell,
/// and what is maximised is the choices' log-probability.
/// </summary>
internal sealed class CellModel : RowModel
{
    private readonly IReadOnlyList<Cell> _cells;
    private readonly Backend _backend;
    private float[] _inputs = [];

    public CellModel(IReadOnlyList<Cell> cells, int hidden, float dropout, WeightBudget weights, Rng rng, Backend backend)
        : base("cells", 2 * cells.Count)
    {
        _cells = cells;
        _backend = backend;
        int inputs = 1 + cells.Sum(CellNetwork.InputsOf), choices = cells.Sum(cell => cell.Choices);
        weights.TakePerceptron(inputs, hidden, hidden, choices);
        Network = new CellNetwork(cells, hidden, dropout, rng, backend);
        Network.Collect(Parameters);
    }

    public CellNetwork Network { get; }

    public override Distribution Decode(Tensor latent, Tensor? condition, Phase phase)
    {
        ReadOnlySpan<float> values = latent.TryGetSpan(out Span<float> own) ? own : latent.ToArray();
        int width = LatentSize, rows = values.Length / width;
        if (_inputs.Length < rows * Network.Inputs)
        {
            _inputs = new float[rows * Network.Inputs];
        }
        for (int r = 0; r < rows; r++)
        {
            Span<float> row = _inputs.AsSpan(r * Network.Inputs, Network.Inputs);
            row[0] = 1;
            int start = 1;
            for (int i = 0; i < _cells.Count; i++)
            {
                int length = CellNetwork.InputsOf(_cells[i]);
                Spread(_cells[i], (int)values[(r * width) + (2 * i)], values[(r * width) + (2 * i) + 1], row.Slice(start, length));
                start += length;
            }
        }
        Tensor x = Tensor.From(_inputs.AsSpan(0, rows * Network.Inputs), new Shape(rows, Network.Inputs), _backend);
        return new CellDistribution(Network.Forward(x, phase), _cells);
    }

    /// <summary>What the network sees of a cell: zeros where it is missing.</summary>
    public static void Spread(Cell cell, int choice, float number, Span<float> inputs)
    {
        // A number far off would drown all others.
        const float Farthest = 8;
        inputs.Clear();
        if (choice >= 0)
        {
            inputs[choice] = 1;
            if (cell.Bins is not null)
            {
                inputs[^1] = Math.Clamp(number, -Farthest, Farthest);
            }
        }
    }
}
