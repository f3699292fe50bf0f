using Latent.Tables;

namespace Latent.Imputation;

/// <summary>What was found out about the missing cells of some rows: numbers in the columns' own units, levels by their number.</summary>
internal sealed class ImputedRows(TableSchema schema, int rows, int draws)
{
    private readonly int _columns = schema.Columns.Count;
    private readonly double[] _best = new double[rows * schema.Columns.Count];
    private readonly double[] _probability = new double[rows * schema.Columns.Count];
    private readonly double[] _drawn = new double[rows * schema.Columns.Count * draws];

    /// <summary>How many draws there are of every cell.</summary>
    public int Draws => draws;

    /// <summary>The mean of a number; the likeliest level.</summary>
    public double Best(int row, int column) => _best[(row * _columns) + column];

    /// <summary>The probability of the likeliest level.</summary>
    public double Probability(int row, int column) => _probability[(row * _columns) + column];

    /// <summary>All draws of a cell.</summary>
    public Span<double> Drawn(int row, int column) => _drawn.AsSpan(((row * _columns) + column) * draws, draws);

    /// <summary>The standard deviation of a cell's draws, and the ends of the interval that holds so much of them.</summary>
    public (double Deviation, double Lower, double Upper) Spread(int row, int column, double level)
    {
        double[] sorted = Drawn(row, column).ToArray();
        Array.Sort(sorted);
        double mean = sorted.Average();
        return (Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, draws - 1)), Quantile(sorted, (1 - level) / 2), Quantile(sorted, (1 + level) / 2));
    }

    public void SetBest(int row, int column, double value, double probability)
    {
        _best[(row * _columns) + column] = value;
        _probability[(row * _columns) + column] = probability;
    }

    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
