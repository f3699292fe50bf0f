using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// Beside a row it sets, for each column of levels that have an order, which share of the rows trained on has a lesser level, those of the same level by half: what rises or falls
/// with the levels is then linear, and need not be learned level by level. In units of the deviation of an even spread, 0 on the average and where a level is hidden or missing.
/// </summary>
public sealed class BesideRanks : BesideValues
{
    private readonly (int Start, int Width)[] _levels;
    private readonly Tensor _ranks;

    /// <summary>For rows of so many values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="levels">Where the levels of such columns stand in a row, each as a one among zeros, in rising order.</param>
    /// <param name="backend">Where the ranks are; null for the default.</param>
    public BesideRanks(int values, IReadOnlyList<(int Start, int Width)> levels, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentOutOfRangeException.ThrowIfZero(levels.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(values, levels.Max(of => of.Start + of.Width));
        Inputs = values;
        _levels = [.. levels];
        _ranks = Tensor.Zeros(new Shape(values, levels.Count), backend);
    }

    /// <inheritdoc/>
    public override int Inputs { get; }

    /// <inheritdoc/>
    public override int Outputs => Inputs + _levels.Length;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor flat = x.Reshape(new Shape(x.Shape[0], Inputs));
        return flat.Concat(flat.Linear(_ranks), 1);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.AddStatistic($"{path}.ranks", _ranks);
    }

    internal override void Begin(RowSource train)
    {
        double[] seen = new double[Inputs];
        foreach ((_, float[] values) in train.Spread())
        {
            for (int j = 0; j < values.Length; j++)
            {
                seen[j] += float.IsNaN(values[j]) ? 0 : values[j];
            }
        }
        float[] ranks = new float[Inputs * _levels.Length];
        for (int i = 0; i < _levels.Length; i++)
        {
            (int start, int width) = _levels[i];
            double all = seen.AsSpan(start, width).ToArray().Sum(), below = 0;
            for (int level = start; level < start + width && all > 0; level++)
            {
                ranks[(level * _levels.Length) + i] = (float)(((below + (seen[level] / 2)) / all - 0.5) * Math.Sqrt(12));
                below += seen[level];
            }
        }
        _ranks.Set(ranks);
    }
}
