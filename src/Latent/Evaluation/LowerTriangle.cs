namespace Latent.Evaluation;

/// <summary>Cholesky's lower triangle L of a symmetric positive matrix, L Lᵀ; it solves linear equations.</summary>
internal sealed class LowerTriangle
{
    private readonly double[] _rows;
    private readonly int _size;

    private LowerTriangle(double[] rows, int size) => (_rows, _size) = (rows, size);

    /// <summary>Factorises a matrix.</summary>
    /// <param name="matrix">[size, size], of which the lower half is read.</param>
    /// <param name="size">How many rows it has.</param>
    /// <param name="added">What is added to its diagonal.</param>
    public static LowerTriangle Factor(double[] matrix, int size, double added = 0)
    {
        double[] rows = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            Span<double> own = rows.AsSpan(i * size, size);
            for (int j = 0; j <= i; j++)
            {
                double left = matrix[(i * size) + j] + (i == j ? added : 0) - Doubles.Dot(own[..j], rows.AsSpan(j * size, j));
                own[j] = i == j ? Math.Sqrt(left) : left / rows[(j * size) + j];
            }
        }
        return new LowerTriangle(rows, size);
    }

    /// <summary>L⁻¹ b.</summary>
    public double[] Forward(double[] right)
    {
        double[] solved = [.. right];
        for (int i = 0; i < _size; i++)
        {
            solved[i] = (solved[i] - Doubles.Dot(_rows.AsSpan(i * _size, i), solved.AsSpan(0, i))) / _rows[(i * _size) + i];
        }
        return solved;
    }

    /// <summary>L⁻ᵀ b.</summary>
    public double[] Backward(double[] right)
    {
        double[] solved = [.. right];
        for (int i = _size - 1; i >= 0; i--)
        {
            solved[i] /= _rows[(i * _size) + i];
            Span<double> rest = solved.AsSpan(0, i);
            Doubles.Add(_rows.AsSpan(i * _size, i), -solved[i], rest);
        }
        return solved;
    }

    /// <summary>The solution of (L Lᵀ) x = b.</summary>
    public double[] Solve(double[] right) => Backward(Forward(right));

    /// <summary>The diagonal of (L Lᵀ)⁻¹.</summary>
    public double[] InverseDiagonal()
    {
        double[] diagonal = new double[_size], column = new double[_size];
        for (int k = 0; k < _size; k++)
        {
            // Column k of the triangle's inverse, which begins in row k.
            for (int i = k; i < _size; i++)
            {
                double sum = (i == k ? 1 : 0) - Doubles.Dot(_rows.AsSpan((i * _size) + k, i - k), column.AsSpan(k, i - k));
                column[i] = sum / _rows[(i * _size) + i];
            }
            diagonal[k] = Doubles.Dot(column.AsSpan(k, _size - k), column.AsSpan(k, _size - k));
        }
        return diagonal;
    }
}
