using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public class RidgeRegressionTests
{
    [Fact]
    public void Fit_OfALineWithoutNoise_FindsIt()
    {
        float[][] rows = Rows(200, 3, 1);
        RidgeRegression fit = RidgeRegression.Fit(rows, [.. rows.Select(row => 4 + (2.0 * row[0]) - (3.0 * row[2]))]);

        fit.Intercept.ShouldBe(4, 0.01);
        fit.Weights[0].ShouldBe(2, 0.01);
        fit.Weights[1].ShouldBe(0, 0.01);
        fit.Weights[2].ShouldBe(-3, 0.01);
        fit.Tell([1, 1, 1]).ShouldBe(3, 0.02);
    }

    [Fact]
    public void Fit_OfAnyNumbers_SolvesTheNormalEquations()
    {
        float[][] rows = Rows(40, 5, 2);
        var rng = new Rng(3);
        double[] numbers = [.. rows.Select(row => row[0] + (2 * rng.NextNormal()))];
        RidgeRegression fit = RidgeRegression.Fit(rows, numbers);

        // The gradient of |y - Xw - b|^2 + penalty |w|^2.
        double[] missed = [.. rows.Zip(numbers, (row, number) => number - fit.Tell(row))];
        missed.Sum().ShouldBe(0, 1e-6);
        for (int j = 0; j < 5; j++)
        {
            rows.Zip(missed, (row, off) => row[j] * off).Sum().ShouldBe(fit.Penalty * fit.Weights[j], 1e-6);
        }
    }

    [Fact]
    public void Fit_OfNumbersThatRowsSayNothingOf_HoldsWeightsSmall()
    {
        float[][] rows = Rows(60, 40, 4);
        var rng = new Rng(5);
        RidgeRegression noise = RidgeRegression.Fit(rows, [.. rows.Select(_ => rng.NextNormal())]), line = RidgeRegression.Fit(rows, [.. rows.Select(row => (double)row[0])]);

        noise.Penalty.ShouldBeGreaterThan(line.Penalty);
        noise.Weights.Sum(w => w * w).ShouldBeLessThan(0.2);
    }

    [Fact]
    public void Fit_OfColumnsThatAreTheSameOrDoNotVary_IsFinite()
    {
        RidgeRegression fit = RidgeRegression.Fit([[1, 5, 1], [2, 5, 2], [3, 5, 3]], [1, 2, 3]);
        fit.Weights[1].ShouldBe(0);
        fit.Weights[0].ShouldBe(fit.Weights[2], 1e-9);
        fit.Tell([2, 5, 2]).ShouldBe(2, 1e-6);
    }

    private static float[][] Rows(int count, int size, ulong seed) => [.. Tensor.Normal(new Shape(count, size), new Rng(seed)).ToArray().Chunk(size)];
}
