using Latent.Tables;

namespace Latent.Imputation;

/// <summary>What was found out about the missing cells of some rows: numbers in the columns' own units, levels by their number.</summary>
internal sealed class ImputedRows(TableSchema schema, int rows, int draws)
{
    private readonly int _columns = schema.Columns.Count;
    private readonly double[] _best = new double[rows * schema.Columns.Count];
    private readonly double[] _probability = new double[rows * schema.Columns.Count];
    private readonly Dictionary<(int Row, int Column), double[]> _levels = [];
    private readonly double[] _drawn = new double[rows * schema.Columns.Count * draws];

    /// <summary>How many draws there are of every cell.</summary>
    public int Draws => draws;

    /// <summary>The mean of a number; the likeliest level, or of grades the middle one.</summary>
    public double Best(int row, int column) => _best[(row * _columns) + column];

    /// <summary>The probability of the best level.</summary>
    public double Probability(int row, int column) => _probability[(row * _columns) + column];

    /// <summary>The probability of every level of a cell; empty of numbers, and where they are not kept.</summary>
    public ReadOnlySpan<double> Levels(int row, int column) => _levels.GetValueOrDefault((row, column));

    /// <summary>All draws of a cell.</summary>
    public Span<double> Drawn(int row, int column) => _drawn.AsSpan(((row * _columns) + column) * draws, draws);

    /// <summary>The standard deviation of a cell's draws, and the ends of the interval that holds so much of them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="level">How much of the draws.</param>
    /// <param name="grades">The numbers that levels are; null for a column of numbers.</param>
    public (double Deviation, double Lower, double Upper) Spread(int row, int column, double level, double[]? grades = null)
    {
        double[] sorted = Drawn(row, column).ToArray();
        sorted = grades is null ? sorted : Array.ConvertAll(sorted, drawn => grades[(int)drawn]);
        Array.Sort(sorted);
        double mean = sorted.Average(), deviation = Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / Math.Max(1, draws - 1));
        (double lower, double upper) = grades is null ? (Quantile(sorted, (1 - level) / 2), Quantile(sorted, (1 + level) / 2)) : Shortest(sorted, level);
        return (deviation, lower, upper);
    }

    public void SetBest(int row, int column, double value, double probability)
    {
        _best[(row * _columns) + column] = value;
        _probability[(row * _columns) + column] = probability;
    }

    public void SetLevels(int row, int column, ReadOnlySpan<double> probabilities) => _levels[(row, column)] = probabilities.ToArray();

    /// <summary>The shortest interval that holds so much: of grades, the tails are often empty.</summary>
    private static (double Lower, double Upper) Shortest(double[] sorted, double level)
    {
        int within = Math.Clamp((int)Math.Ceiling(level * sorted.Length), 1, sorted.Length), best = 0;
        for (int i = 1; i + within <= sorted.Length; i++)
        {
            best = sorted[i + within - 1] - sorted[i] < sorted[best + within - 1] - sorted[best] ? i : best;
        }
        return (sorted[best], sorted[best + within - 1]);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int below = (int)at, above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((at - below) * (sorted[above] - sorted[below]));
    }
}
