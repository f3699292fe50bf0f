namespace Latent.Evaluation;

/// <summary>
/// The directions in which rows vary most (Pearson 1901): eigenvectors of the covariance, found by Jacobi's rotations
/// in double precision. Made for latent spaces of up to a few hundred dimensions. The same rows give the same bits:
/// of the two directions of a component, the one whose largest weight is positive is taken.
/// </summary>
public sealed class PrincipalComponents
{
    private readonly double[] _mean;
    private readonly double[][] _directions;

    private PrincipalComponents(double[] mean, double[][] directions, double[] variances, double total)
    {
        _mean = mean;
        _directions = directions;
        Variances = variances;
        ExplainedShare = total > 0 ? variances.Sum() / total : 0;
    }

    /// <summary>The variance along each component, largest first. There are at most as many as columns.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>Which share of all variance these components hold, 0 to 1.</summary>
    public double ExplainedShare { get; }

    /// <summary>The weights of one component, a unit vector as long as a row.</summary>
    public ReadOnlySpan<double> Direction(int component) => _directions[component];

    /// <summary>Finds the first components of <paramref name="rows"/> [n, columns]. Rows that are not finite are left out.</summary>
    public static PrincipalComponents Fit(ReadOnlySpan<float> rows, int columns, int components = 2)
    {
        CheckRows(rows, columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(components);
        double[] mean = new double[columns];
        double[][] covariance = Covariance(rows, columns, mean);
        double total = covariance.Select((row, i) => row[i]).Sum();
        double[][] vectors = SymmetricMatrix.Diagonalise(covariance);
        int[] order = [.. Enumerable.Range(0, columns).OrderByDescending(i => covariance[i][i]).Take(components)];
        double[][] directions = [.. order.Select(i => Oriented(vectors[i]))];
        return new PrincipalComponents(mean, directions, [.. order.Select(i => Math.Max(covariance[i][i], 0))], total);
    }

    /// <summary>The rows [n, columns] seen along the components: [n, components]. A row that is not finite gives NaN.</summary>
    /// <param name="rows">Rows of as many columns as the components were fitted on.</param>
    /// <param name="components">How many columns to give; those beyond the fitted components are zero.</param>
    public float[] Project(ReadOnlySpan<float> rows, int components = 2)
    {
        CheckRows(rows, _mean.Length);
        int columns = _mean.Length, count = rows.Length / columns;
        float[] projected = new float[count * components];
        for (int r = 0; r < count; r++)
        {
            ReadOnlySpan<float> row = rows.Slice(r * columns, columns);
            for (int k = 0; k < Math.Min(components, _directions.Length); k++)
            {
                double sum = 0;
                for (int i = 0; i < columns; i++)
                {
                    sum += (row[i] - _mean[i]) * _directions[k][i];
                }
                projected[(r * components) + k] = double.IsFinite(sum) ? (float)sum : float.NaN;
            }
        }
        return projected;
    }

    /// <summary>The covariance of rows, each counted once; <paramref name="mean"/> takes their means.</summary>
    internal static double[][] Covariance(ReadOnlySpan<float> rows, int columns, double[] mean)
    {
        int count = 0;
        for (int start = 0; start < rows.Length; start += columns)
        {
            ReadOnlySpan<float> row = rows.Slice(start, columns);
            if (IsFinite(row))
            {
                count++;
                for (int i = 0; i < columns; i++)
                {
                    mean[i] += row[i];
                }
            }
        }
        for (int i = 0; i < columns; i++)
        {
            mean[i] /= Math.Max(count, 1);
        }
        double[][] covariance = SymmetricMatrix.Zeros(columns);
        double[] centred = new double[columns];
        for (int start = 0; start < rows.Length; start += columns)
        {
            ReadOnlySpan<float> row = rows.Slice(start, columns);
            if (!IsFinite(row))
            {
                continue;
            }
            for (int i = 0; i < columns; i++)
            {
                centred[i] = row[i] - mean[i];
            }
            for (int i = 0; i < columns; i++)
            {
                double[] target = covariance[i];
                double value = centred[i] / Math.Max(count - 1, 1);
                for (int j = i; j < columns; j++)
                {
                    target[j] += value * centred[j];
                }
            }
        }
        for (int i = 0; i < columns; i++)
        {
            for (int j = 0; j < i; j++)
            {
                covariance[i][j] = covariance[j][i];
            }
        }
        return covariance;
    }

    private static double[] Oriented(double[] vector)
    {
        double largest = vector.MaxBy(Math.Abs);
        return largest < 0 ? [.. vector.Select(v => -v)] : vector;
    }

    private static bool IsFinite(ReadOnlySpan<float> row)
    {
        foreach (float value in row)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }
        return true;
    }

    private static void CheckRows(ReadOnlySpan<float> rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (rows.Length % columns != 0)
        {
            throw new ArgumentException($"{rows.Length} values are not rows of {columns} columns.", nameof(rows));
        }
    }
}
