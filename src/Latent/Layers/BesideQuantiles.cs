using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>
/// Quantile normalisation: beside a row it sets, for each of its first values, which share of the rows trained on lies below, so that what is near the
/// middle of a long-tailed number is told apart as well as what is far out. It is linear between 16 quantiles, in units of the deviation of an even
/// spread, and 0 at a value of 0, which stands for a hidden or missing one, too.
/// </summary>
public sealed class BesideQuantiles : BesideNumbers
{
    private const int Pieces = 16;

    // The least width of a piece: where many rows have the same number the share jumps.
    private const float Narrowest = 1e-3f;

    // Shares are spread evenly over [0, 1], with a variance of 1/12.
    private static readonly float s_rise = MathF.Sqrt(12) / Pieces;

    private readonly Tensor _start, _slope, _atZero;

    /// <summary>For rows of so many values.</summary>
    /// <param name="values">How many values a row has.</param>
    /// <param name="numbers">How many of the first get their share beside them.</param>
    /// <param name="backend">Where the quantiles are; null for the default.</param>
    public BesideQuantiles(int values, int numbers, Backend? backend = null)
        : base(values, numbers, 1)
    {
        _start = Tensor.Zeros(new Shape(numbers, Pieces), backend);
        _slope = Tensor.Zeros(new Shape(numbers, Pieces), backend);
        _atZero = Tensor.Zeros(new Shape(numbers), backend);
    }

    private protected override void Learn(float[][] sorted)
    {
        float[] start = new float[Numbers * Pieces], slope = new float[start.Length], atZero = new float[Numbers];
        for (int i = 0; i < Numbers; i++)
        {
            for (int piece = 0; piece < Pieces && sorted[i].Length > 1; piece++)
            {
                int at = (i * Pieces) + piece;
                float from = Quantile(sorted[i], piece), to = Quantile(sorted[i], piece + 1);
                start[at] = from;
                slope[at] = 1 / Math.Max(to - from, Narrowest);
                atZero[i] += Math.Clamp(-from * slope[at], 0, 1) * s_rise;
            }
        }
        _start.Set(start);
        _slope.Set(slope);
        _atZero.Set(atZero);
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = x.Shape[0];
        Tensor flat = x.Reshape(new Shape(rows, Inputs));
        Tensor along = ((flat.Slice(1, 0, Numbers).Reshape(new Shape(rows, Numbers, 1)) - _start) * _slope).Clip(0, 1);
        return flat.Concat(along.Sum(2).Affine(s_rise) - _atZero, 1);
    }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.AddStatistic($"{path}.start", _start);
        parameters.AddStatistic($"{path}.slope", _slope);
        parameters.AddStatistic($"{path}.at-zero", _atZero);
    }

    private static float Quantile(float[] sorted, int piece) => sorted[(int)((long)piece * (sorted.Length - 1) / Pieces)];
}
