using Latent.Detection;
using Latent.Tensors;

namespace Latent.Tests.Detection;

public sealed class NearestMeanTests
{
    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(3, 5, 16)]
    [InlineData(5, 5, 17)]
    [InlineData(6, 5, 3)]
    [InlineData(16, 3, 40)]
    [InlineData(37, 5, 32)]
    [InlineData(37, 6, 32)]
    [InlineData(200, 64, 21)]
    public void Add_AnyNumberOfPoints_AddsTheMeanOfTheNearestDistances(int count, int neighbours, int points)
    {
        Rng rng = new(3);
        float[][] of = [.. Enumerable.Range(0, points).Select(_ => Draw(rng, 4))], others = [.. Enumerable.Range(0, count).Select(_ => Draw(rng, 4))];
        float[] found = Means(of, others, neighbours, start: 2);
        for (int i = 0; i < points; i++)
        {
            double expected = others.Select(o => Math.Sqrt(o.Zip(of[i], (a, b) => ((double)a - b) * (a - b)).Sum())).Order().Take(neighbours).Average();
            found[i].ShouldBe(2 + (float)expected, 1e-4f);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Add_APointThatIsAmongTheOthers_LeavesItselfOutOnce(int neighbours)
    {
        float[][] others = [[1, 2], [1, 5], [1, 2], [9, 2], .. Enumerable.Range(0, 6).Select(_ => new float[] { 1, 12 })];
        double[] distances = [0, 3, 8, 10, 10, 10, 10, 10, 10];
        Means([[1, 2]], others, neighbours, start: 0)[0].ShouldBe((float)distances.Take(neighbours).Average(), 1e-4f);
    }

    [Fact]
    public void Add_OfWhatIsNotANumber_IsNotANumber()
    {
        float[] found = Means([[1, float.NaN], [1, 2]], [[0, 0], [1, 1]], 2, start: 0);
        found[0].ShouldBe(float.NaN);
        found[1].ShouldBe((1 + MathF.Sqrt(5)) / 2, 1e-5f);
    }

    private static float[] Means(float[][] points, float[][] others, int neighbours, float start)
    {
        float[] sums = [.. points.Select(_ => start)];
        float[] products = [.. others.SelectMany(o => points.Select(p => p.Zip(o, (a, b) => a * b).Sum()))];
        NearestMean.Add(products, [.. others.Select(Square)], [.. points.Select(Square)], neighbours, sums);
        return sums;
    }

    private static float Square(float[] x) => x.Sum(v => v * v);

    private static float[] Draw(Rng rng, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)rng.NextNormal())];
}
