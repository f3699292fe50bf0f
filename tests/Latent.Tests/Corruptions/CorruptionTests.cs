using Latent.Corruptions;
using Latent.Tensors;

namespace Latent.Tests.Corruptions;

public class CorruptionTests
{
    private static readonly Tensor s_ones = Tensor.Full(new Shape(100, 1000), 1);

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.75)]
    [InlineData(1)]
    public void MaskingNoise_ZeroesThatShareOfTheValues(double probability)
    {
        float[] values = new MaskingNoise(probability).Corrupt(s_ones, new Rng(1)).ToArray();
        values.ShouldAllBe(v => v == 0 || v == 1);
        values.Average(v => 1.0 - v).ShouldBe(probability, 5 * Math.Sqrt(probability * (1 - probability) / values.Length) + 1e-9);
    }

    [Fact]
    public void GaussianNoise_HasThatDeviation()
    {
        float[] values = new GaussianNoise(0.3).Corrupt(s_ones, new Rng(1)).ToArray();
        values.Average(v => (double)v).ShouldBe(1, 5 * 0.3 / Math.Sqrt(values.Length));
        Math.Sqrt(values.Average(v => Math.Pow(v - 1.0, 2))).ShouldBe(0.3, 0.01);
    }

    [Fact]
    public void Corruption_DrawsAnewEveryTime()
    {
        var rng = new Rng(1);
        var noise = new GaussianNoise(0.3);
        noise.Corrupt(s_ones, rng).ToArray().ShouldNotBe(noise.Corrupt(s_ones, rng).ToArray());
    }
}
