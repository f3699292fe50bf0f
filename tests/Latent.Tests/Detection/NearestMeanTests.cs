using Latent.Detection;
using Latent.Tensors;

namespace Latent.Tests.Detection;

public sealed class NearestMeanTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(3, 5)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    [InlineData(16, 3)]
    [InlineData(37, 5)]
    [InlineData(200, 20)]
    public void Of_AnyNumberOfPoints_IsTheMeanOfTheNearestDistances(int count, int neighbours)
    {
        Rng rng = new(3);
        float[] point = Draw(rng, 4);
        float[][] others = [.. Enumerable.Range(0, count).Select(_ => Draw(rng, 4))];
        double expected = others.Select(o => Math.Sqrt(o.Zip(point, (a, b) => ((double)a - b) * (a - b)).Sum())).Order().Take(neighbours).Average();
        Mean(point, others, neighbours).ShouldBe((float)expected, 1e-4f);
    }

    [Fact]
    public void Of_APointThatIsAmongTheOthers_LeavesItselfOutOnce()
    {
        float[] point = [1, 2];
        Mean(point, [[1, 2], [1, 5], [1, 2], [9, 2]], 2).ShouldBe(1.5f, 1e-5f);
    }

    private static float Mean(float[] point, float[][] others, int neighbours) => NearestMean.Of(
        [.. others.Select(o => o.Sum(v => v * v) - (2 * o.Zip(point, (a, b) => a * b).Sum()))], point.Sum(v => v * v), neighbours);

    private static float[] Draw(Rng rng, int length) => [.. Enumerable.Range(0, length).Select(_ => (float)rng.NextNormal())];
}
