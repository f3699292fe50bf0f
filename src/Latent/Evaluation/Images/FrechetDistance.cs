namespace Latent.Evaluation.Images;

/// <summary>
/// The Fréchet distance between two sets of feature vectors, each taken for normal (Dowson and Landau 1982; for pictures
/// Heusel et al. 2017): |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)), in double precision. What features they are makes all the
/// difference: distances in different feature spaces, or between different numbers of rows, do not compare.
/// </summary>
public static class FrechetDistance
{
    /// <summary>The squared distance, at least zero.</summary>
    /// <param name="first">[rows, size] features.</param>
    /// <param name="second">[rows, size] features; there may be more or fewer rows.</param>
    /// <param name="size">How many features a row has.</param>
    /// <exception cref="ArgumentException">A set is not whole rows, or has fewer than two.</exception>
    public static double Between(ReadOnlySpan<float> first, ReadOnlySpan<float> second, int size)
    {
        (double[] mean, double[][] covariance) one = Moments(first, size), two = Moments(second, size);
        double means = 0, traces = 0, roots = 0;

        // (C1 C2)^(1/2) has the trace of (R C2 R)^(1/2) with R the root of C1, which is symmetric.
        double[][] root = SymmetricMatrix.Root(one.covariance);
        double[][] inner = SymmetricMatrix.Product(SymmetricMatrix.Product(root, two.covariance), root);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < i; j++)
            {
                inner[i][j] = inner[j][i] = (inner[i][j] + inner[j][i]) / 2;
            }
        }
        SymmetricMatrix.Diagonalise(inner);
        for (int i = 0; i < size; i++)
        {
            double difference = one.mean[i] - two.mean[i];
            means += difference * difference;
            traces += one.covariance[i][i] + two.covariance[i][i];
            roots += Math.Sqrt(Math.Max(0, inner[i][i]));
        }
        return Math.Max(0, means + traces - (2 * roots));
    }

    private static (double[] Mean, double[][] Covariance) Moments(ReadOnlySpan<float> rows, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (rows.Length % size != 0 || rows.Length < 2 * size)
        {
            throw new ArgumentException($"{rows.Length} values are not two or more rows of {size} features.", nameof(rows));
        }
        double[] mean = new double[size];
        return (mean, PrincipalComponents.Covariance(rows, size, mean));
    }
}
