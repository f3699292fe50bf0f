using Latent.Bounds;
using Latent.Composition;
using Latent.Data;
using Latent.Distributions;
using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Training;

namespace Latent.Samplers.Columns;

/// <summary>
/// p(row) = product over its columns of p(cell | those before it) (NADE; Uria et al. 2016). It has no latents of its own: rows
/// are a choice and a number a cell, and what the trainer maximises is the choices' log-probability.
/// </summary>
internal sealed class CellModel : LatentModel
{
    private readonly IReadOnlyList<Cell> _cells;
    private readonly Backend _backend;
    private float[] _inputs = [];

    public CellModel(IReadOnlyList<Cell> cells, int hidden, float dropout, WeightBudget weights, Rng rng, Backend backend)
    {
        _cells = cells;
        _backend = backend;
        int inputs = 1 + cells.Sum(CellNetwork.InputsOf), choices = cells.Sum(cell => cell.Choices);
        weights.TakePerceptron(inputs, hidden, hidden, choices);
        Network = new CellNetwork(cells, hidden, dropout, rng, backend);
        Parameters = [];
        Network.Collect(Parameters);
        Bound = new Elbo();
        Players = [new Player("cells", Parameters, (pass, step) => -Bound.Objective(pass, step))];
    }

    public CellNetwork Network { get; }

    public override ParameterSet Parameters { get; }

    public override Shape RowShape => new(2 * _cells.Count);

    public override int LatentSize => 2 * _cells.Count;

    public override bool HasDensity => false;

    public override Bound Bound { get; }

    public override IReadOnlyList<Player> Players { get; }

    public override Distribution Encode(Batch batch, Phase phase) => new PointMass(batch.Values);

    public override Distribution Prior(Tensor? condition = null) => throw new NotSupportedException("The distribution of cells has no latents.");

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

    public override Pass Infer(Batch batch, int samples, Rng rng, Phase phase = default)
    {
        Distribution point = Encode(batch, phase);
        return new Pass(this, batch, point, point, batch.Values, samples, holdPosterior: false, phase);
    }

    public override Pass Infer(Batch batch, Distribution posterior, int samples, Rng rng) => Infer(batch, samples, rng);

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
