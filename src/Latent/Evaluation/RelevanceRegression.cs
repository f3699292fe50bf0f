namespace Latent.Evaluation;

/// <summary>
/// A logistic regression of two classes whose weights are held small, column by column: how far from 0 those of a column may be is what makes the labels most
/// probable (automatic relevance determination: MacKay 1992; the Gaussian around the mode after Laplace). A column that tells nothing of the class is hardly heard.
/// </summary>
internal sealed class RelevanceRegression
{
    private const int Rounds = 20, NewtonSteps = 1, Halvings = 10;

    // What is expected of the squares of a column's weights before any label is seen, and for how many weights it counts.
    private const double Variance = 0.1, Counts = 0.3, StartVariance = 0.3, InterceptVariance = 100;

    private RelevanceRegression(double[] weights, double intercept) => (Weights, Intercept) = (weights, intercept);

    /// <summary>What every value counts, in log-odds.</summary>
    public double[] Weights { get; }

    /// <summary>The log-odds of a row of zeros.</summary>
    public double Intercept { get; }

    /// <summary>Fits the map.</summary>
    /// <param name="rows">Rows of as many values each.</param>
    /// <param name="columns">The column that every value belongs to, counted from 0.</param>
    /// <param name="labels">Whether a row is of the class.</param>
    /// <param name="cancellation">Stops it.</param>
    public static RelevanceRegression Fit(IReadOnlyList<float[]> rows, int[] columns, bool[] labels, CancellationToken cancellation = default)
    {
        int size = columns.Length, groups = columns.Max() + 1;
        double[] means = new double[size];
        foreach (float[] row in rows)
        {
            for (int j = 0; j < size; j++)
            {
                means[j] += row[j] / (double)rows.Count;
            }
        }
        // The last value is 1: its weight is the intercept.
        double[][] centred = [.. rows.Select(row => (double[])[.. row.Select((value, j) => value - means[j]), 1])];
        double[] weights = new double[size + 1], precisions = new double[size + 1];
        Array.Fill(precisions, 1 / StartVariance);
        precisions[size] = 1 / InterceptVariance;
        for (int round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            LowerTriangle factor = Newton(centred, labels, precisions, weights);
            double[] spread = factor.InverseDiagonal();
            double[] sums = new double[groups];
            int[] counts = new int[groups];
            for (int j = 0; j < size; j++)
            {
                sums[columns[j]] += (weights[j] * weights[j]) + spread[j];
                counts[columns[j]]++;
            }
            for (int j = 0; j < size; j++)
            {
                precisions[j] = (counts[columns[j]] + Counts) / (sums[columns[j]] + (Counts * Variance));
            }
        }
        Newton(centred, labels, precisions, weights);
        double[] told = weights[..size];
        return new RelevanceRegression(told, weights[size] - told.Zip(means, (w, m) => w * m).Sum());
    }

    /// <summary>Brings weights to the mode of their posterior, or nearer to it, and gives the triangle of the curvature there.</summary>
    private static LowerTriangle Newton(double[][] rows, bool[] labels, double[] precisions, double[] weights)
    {
        double loss = Loss(rows, labels, precisions, weights);
        for (int step = 0; ; step++)
        {
            int size = weights.Length;
            double[] curvature = new double[size * size], slope = new double[size];
            for (int j = 0; j < size; j++)
            {
                curvature[(j * size) + j] = precisions[j];
                slope[j] = precisions[j] * weights[j];
            }
            for (int r = 0; r < rows.Length; r++)
            {
                double p = 1 / (1 + Math.Exp(-Doubles.Dot(rows[r], weights)));
                Doubles.Add(rows[r], p - (labels[r] ? 1 : 0), slope);
                for (int j = 0; j < size; j++)
                {
                    Doubles.Add(rows[r].AsSpan(0, j + 1), p * (1 - p) * rows[r][j], curvature.AsSpan(j * size, j + 1));
                }
            }
            var factor = LowerTriangle.Factor(curvature, size);
            if (step == NewtonSteps)
            {
                return factor;
            }
            double[] change = factor.Solve(slope), next = new double[size];
            double length = 1, now = loss;
            for (int i = 0; i < Halvings; i++, length /= 2)
            {
                weights.CopyTo(next, 0);
                Doubles.Add(change, -length, next);
                now = Loss(rows, labels, precisions, next);
                if (now <= loss)
                {
                    next.CopyTo(weights, 0);
                    loss = now;
                    break;
                }
            }
        }
    }

    /// <summary>-log of the posterior of the weights, up to a constant.</summary>
    private static double Loss(double[][] rows, bool[] labels, double[] precisions, double[] weights)
    {
        double loss = 0;
        for (int j = 0; j < weights.Length; j++)
        {
            loss += precisions[j] * weights[j] * weights[j] / 2;
        }
        for (int r = 0; r < rows.Length; r++)
        {
            double told = Doubles.Dot(rows[r], weights), against = labels[r] ? -told : told;
            loss += Math.Max(against, 0) + Math.Log(1 + Math.Exp(-Math.Abs(against)));
        }
        return loss;
    }
}
