using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Tests.Evaluation;

public class LatentStatisticsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1e6)]
    public void Variance_FarFromZero_KeepsItsDigits(double offset)
    {
        // Quarters are exact in floats up to two million.
        var statistics = new LatentStatistics(2);
        for (int batch = 0; batch < 10; batch++)
        {
            statistics.Add(Tensor.From([.. Enumerable.Range(0, 100).SelectMany(i => new[] { (float)(offset + (0.25 * (i % 2))), (float)offset })], new Shape(100, 2)));
        }
        statistics.Rows.ShouldBe(1000);
        statistics.Variance(0).ShouldBe(0.125 * 0.125, 1e-9);
        statistics.Variance(1).ShouldBe(0);
        statistics.ActiveUnits.ShouldBe(1);
    }

    [Fact]
    public void Clear_ForgetsAll()
    {
        var statistics = new LatentStatistics(1);
        statistics.Add(Tensor.From([1, 5, 9], new Shape(3, 1)));
        statistics.ActiveUnits.ShouldBe(1);
        statistics.Clear();
        (statistics.Rows, statistics.ActiveUnits).ShouldBe((0, 0));
    }
}
