using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public sealed class PrincipalComponentsTests
{
    [Fact]
    public void Fit_PointsOnTwoKnownDirections_FindsThemAndTheirVariances()
    {
        // Variance 9 * 2/3 along (3, 4, 0) / 5 and 1 * 2/3 along z, around (10, 20, 30).
        float[] rows = [11.8f, 22.4f, 30, 8.2f, 17.6f, 30, 10, 20, 31, 10, 20, 29];
        var components = PrincipalComponents.Fit(rows, 3);
        components.Variances[0].ShouldBe(6, 1e-5);
        components.Variances[1].ShouldBe(2.0 / 3, 1e-5);
        components.ExplainedShare.ShouldBe(1, 1e-9);
        components.Direction(0).ToArray().ShouldBe([0.6, 0.8, 0], 1e-6);
        components.Direction(1).ToArray().ShouldBe([0, 0, 1], 1e-6);
        components.Project(rows).ShouldBe([3, 0, -3, 0, 0, 1, 0, -1], 1e-5);
    }

    [Fact]
    public void Fit_RandomRows_DirectionsAreOrthonormalAndVariancesAreThoseOfTheProjection()
    {
        const int columns = 40, count = 300;
        var rng = new Rng(3);
        float[] rows = new float[columns * count];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (float)(rng.NextNormal() * (1 + (i % columns))) + (i % columns == 0 ? 0 : rows[i - 1]);
        }
        var components = PrincipalComponents.Fit(rows, columns, columns);
        float[] projected = components.Project(rows, columns);
        components.ExplainedShare.ShouldBe(1, 1e-9);
        for (int a = 0; a < columns; a++)
        {
            double variance = Enumerable.Range(0, count).Sum(r => Math.Pow(projected[(r * columns) + a], 2)) / (count - 1);
            components.Variances[a].ShouldBe(variance, 1e-4 * components.Variances[0]);
            for (int b = 0; b <= a; b++)
            {
                double product = 0;
                for (int i = 0; i < columns; i++)
                {
                    product += components.Direction(a)[i] * components.Direction(b)[i];
                }
                product.ShouldBe(a == b ? 1 : 0, 1e-9);
            }
        }
    }

    [Fact]
    public void Fit_NegatedRows_TakesTheSameDirection()
    {
        float[] rows = [1, 2, -2, -3, 4, 9, 0, 1];
        float[] negated = [.. rows.Select(v => -v)];
        double[] direction = PrincipalComponents.Fit(rows, 2).Direction(0).ToArray();
        direction.MaxBy(Math.Abs).ShouldBeGreaterThan(0);
        PrincipalComponents.Fit(negated, 2).Direction(0).ToArray().ShouldBe(direction, 1e-12);
    }

    [Fact]
    public void Project_RowThatIsNotFinite_GivesNaNAndDoesNotDisturbTheOthers()
    {
        float[] rows = [1, 2, float.NaN, 5, 3, 4];
        float[] projected = PrincipalComponents.Fit(rows, 2).Project(rows);
        projected[2].ShouldBe(float.NaN);
        projected[0].ShouldBe(-MathF.Sqrt(2), 1e-5);
        projected[4].ShouldBe(MathF.Sqrt(2), 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Fit_NoRowsOrOneColumn_FillsWithZeros(int count)
    {
        float[] rows = new float[count];
        PrincipalComponents.Fit(rows, 1).Project(rows).ShouldBe(new float[2 * count]);
    }
}
