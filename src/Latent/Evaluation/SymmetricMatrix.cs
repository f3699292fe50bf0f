namespace Latent.Evaluation;

/// <summary>Symmetric matrices in double precision, row by row, up to a few hundred rows: eigenvectors by Jacobi's rotations, square roots.</summary>
internal static class SymmetricMatrix
{
    private const int MaxSweeps = 60;

    /// <summary>A square matrix of zeros.</summary>
    public static double[][] Zeros(int n) => [.. Enumerable.Range(0, n).Select(_ => new double[n])];

    /// <summary>The square root of a matrix without negative eigenvalues; those that rounding made negative count as zero.</summary>
    public static double[][] Root(double[][] a)
    {
        double[][] diagonal = [.. a.Select(row => (double[])row.Clone())];
        double[][] vectors = Diagonalise(diagonal);
        int n = a.Length;
        double[][] root = Zeros(n);
        for (int k = 0; k < n; k++)
        {
            double value = Math.Sqrt(Math.Max(0, diagonal[k][k]));
            for (int i = 0; i < n; i++)
            {
                double scaled = value * vectors[k][i];
                for (int j = 0; j < n; j++)
                {
                    root[i][j] += scaled * vectors[k][j];
                }
            }
        }
        return root;
    }

    /// <summary>The product of two square matrices.</summary>
    public static double[][] Product(double[][] a, double[][] b)
    {
        int n = a.Length;
        double[][] product = Zeros(n);
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < n; k++)
            {
                double value = a[i][k];
                for (int j = 0; j < n; j++)
                {
                    product[i][j] += value * b[k][j];
                }
            }
        }
        return product;
    }

    /// <summary>Rotates pairs of axes until <paramref name="a"/> is diagonal, its eigenvalues, and returns the eigenvectors as rows.</summary>
    public static double[][] Diagonalise(double[][] a)
    {
        int n = a.Length;
        double[][] vectors = Zeros(n);
        double scale = 0;
        for (int i = 0; i < n; i++)
        {
            vectors[i][i] = 1;
            scale += a[i][i] * a[i][i];
        }
        for (int sweep = 0; sweep < MaxSweeps; sweep++)
        {
            double off = 0;
            for (int p = 0; p < n; p++)
            {
                for (int q = p + 1; q < n; q++)
                {
                    off += a[p][q] * a[p][q];
                    if (a[p][q] != 0)
                    {
                        Rotate(a, vectors, p, q);
                    }
                }
            }
            if (off <= scale * 1e-26)
            {
                break;
            }
        }
        return vectors;
    }

    private static void Rotate(double[][] a, double[][] vectors, int p, int q)
    {
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double tangent = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double cosine = 1 / Math.Sqrt((tangent * tangent) + 1), sine = tangent * cosine;
        for (int i = 0; i < a.Length; i++)
        {
            (a[i][p], a[i][q]) = ((cosine * a[i][p]) - (sine * a[i][q]), (sine * a[i][p]) + (cosine * a[i][q]));
        }
        Mix(a[p], a[q], cosine, sine);
        Mix(vectors[p], vectors[q], cosine, sine);
    }

    private static void Mix(double[] first, double[] second, double cosine, double sine)
    {
        for (int i = 0; i < first.Length; i++)
        {
            (first[i], second[i]) = ((cosine * first[i]) - (sine * second[i]), (sine * first[i]) + (cosine * second[i]));
        }
    }
}
