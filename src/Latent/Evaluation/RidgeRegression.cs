namespace Latent.Evaluation;

/// <summary>
/// A linear map to a number whose weights are held small (Hoerl and Kennard 1970), in closed form; how small is what tells every row best by the others
/// (leave-one-out, from the same factorisation).
/// </summary>
internal sealed class RidgeRegression
{
    /// <summary>The most values a row may have: the work grows with their cube.</summary>
    public const int MostValues = 256;

    private static readonly double[] s_penalties = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000];

    private RidgeRegression(double[] weights, double intercept, double penalty) => (Weights, Intercept, Penalty) = (weights, intercept, penalty);

    /// <summary>What every value counts.</summary>
    public double[] Weights { get; }

    /// <summary>The number of a row of zeros.</summary>
    public double Intercept { get; }

    /// <summary>What the sum of the squares of the weights was weighed with.</summary>
    public double Penalty { get; }

    /// <summary>Fits the map.</summary>
    /// <param name="rows">Rows of as many values each, <see cref="MostValues"/> at most.</param>
    /// <param name="numbers">The number of each.</param>
    public static RidgeRegression Fit(IReadOnlyList<float[]> rows, IReadOnlyList<double> numbers)
    {
        int count = rows.Count, size = rows[0].Length;
        double[] means = new double[size], products = new double[size * size], moments = new double[size];
        double mean = numbers.Average();
        foreach (float[] row in rows)
        {
            for (int j = 0; j < size; j++)
            {
                means[j] += row[j] / (double)count;
            }
        }
        double[][] centred = [.. rows.Select(row => row.Select((value, j) => value - means[j]).ToArray())];
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < size; i++)
            {
                moments[i] += centred[r][i] * (numbers[r] - mean);
                for (int j = 0; j <= i; j++)
                {
                    products[(i * size) + j] += centred[r][i] * centred[r][j];
                }
            }
        }
        (double[] Weights, double Penalty) best = (new double[size], double.PositiveInfinity);
        double least = double.PositiveInfinity;
        foreach (double penalty in s_penalties)
        {
            var factor = LowerTriangle.Factor(products, size, penalty);
            double[] weights = factor.Solve(moments);
            double error = 0;
            for (int r = 0; r < count; r++)
            {
                double told = centred[r].Zip(weights, (x, w) => x * w).Sum(), leverage = (1.0 / count) + factor.Forward(centred[r]).Sum(v => v * v);
                double missed = (numbers[r] - mean - told) / Math.Max(1e-6, 1 - leverage);
                error += missed * missed;
            }
            if (error < least)
            {
                (least, best) = (error, (weights, penalty));
            }
        }
        return new RidgeRegression(best.Weights, mean - best.Weights.Zip(means, (w, m) => w * m).Sum(), best.Penalty);
    }

    /// <summary>The number of a row.</summary>
    public double Tell(ReadOnlySpan<float> row)
    {
        double sum = Intercept;
        for (int j = 0; j < row.Length; j++)
        {
            sum += Weights[j] * row[j];
        }
        return sum;
    }
}
