using Latent.Evaluation.Images;
using Latent.Tensors;

namespace Latent.Tests.Evaluation.Images;

public class FrechetDistanceTests
{
    /// <summary>Values from an independent program that takes the square root of the product itself.</summary>
    [Theory]
    [InlineData(40, 55, 5, 3.4852303878)]
    [InlineData(6, 7, 9, 13.7420858491)]
    public void Between_KnownFeatures_IsTheKnownValue(int first, int second, int size, double expected) =>
        FrechetDistance.Between(FeatureRows.Make(first, size, 0.9), FeatureRows.Make(second, size, 1.7), size).ShouldBe(expected, 1e-5);

    [Fact]
    public void Between_ASetAndItself_IsZero()
    {
        float[] rows = FeatureRows.Make(30, 6, 0.9);
        FrechetDistance.Between(rows, rows, 6).ShouldBe(0, 1e-6);
    }

    [Fact]
    public void Between_ShiftedRows_IsTheSquaredShift()
    {
        float[] rows = FeatureRows.Make(30, 4, 0.9);
        FrechetDistance.Between(rows, [.. rows.Select(v => v + 0.5f)], 4).ShouldBe(4 * 0.25, 1e-5);
    }

    [Fact]
    public void Between_ScaledRows_IsTheSquaredDifferenceOfDeviations()
    {
        float[] rows = Tensor.Normal(new Shape(4000), new Rng(1)).ToArray();
        double mean = rows.Average(v => (double)v), deviation = Math.Sqrt(rows.Sum(v => Math.Pow(v - mean, 2)) / 3999);
        FrechetDistance.Between(rows, [.. rows.Select(v => 3 * v)], 1).ShouldBe((4 * mean * mean) + (4 * deviation * deviation), 1e-4);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void Between_TooFewOrHalfRows_IsRefused(int values) =>
        Should.Throw<ArgumentException>(() => FrechetDistance.Between(new float[values], new float[8], 4));
}
