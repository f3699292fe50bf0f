using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public class LowerTriangleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(17)]
    public void Solve_AnyMatrix_GivesItsInverse(int size)
    {
        // Sums of outer products, and something on the diagonal.
        var rng = new Rng(7);
        double[] matrix = new double[size * size];
        for (int k = 0; k < size + 2; k++)
        {
            double[] row = [.. Enumerable.Range(0, size).Select(_ => rng.NextNormal())];
            for (int i = 0; i < size; i++)
            {
                Doubles.Add(row, row[i], matrix.AsSpan(i * size, size));
            }
        }
        const double Added = 0.5;
        var factor = LowerTriangle.Factor(matrix, size, Added);
        double[] diagonal = factor.InverseDiagonal();
        for (int k = 0; k < size; k++)
        {
            double[] unit = new double[size];
            unit[k] = 1;
            double[] column = factor.Solve(unit);
            for (int i = 0; i < size; i++)
            {
                (Doubles.Dot(matrix.AsSpan(i * size, size), column) + (Added * column[i])).ShouldBe(unit[i], 1e-9);
            }
            diagonal[k].ShouldBe(column[k], 1e-12 + (1e-12 * column[k]));
        }
    }
}
