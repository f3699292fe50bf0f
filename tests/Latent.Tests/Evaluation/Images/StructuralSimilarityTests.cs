using Latent.Evaluation.Images;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Evaluation.Images;

public class StructuralSimilarityTests
{
    /// <summary>Values from an independent program in double precision: two-dimensional convolution with the whole window.</summary>
    [Theory]
    [InlineData(28, 28, 0.9510127066, 2, 0.9785573938)]
    [InlineData(33, 47, 0.9575884610, 2, 0.9798163061)]
    [InlineData(180, 177, 0.9602390006, 5, 0.9911738498)]
    public void Of_KnownPictures_IsTheKnownValue(int height, int width, double single, int scales, double multiple)
    {
        var layout = new ImageLayout(1, height, width, 1);
        Tensor x = Rows(WavePictures.Plane(height, width, 0), height, width), y = Rows(WavePictures.Plane(height, width, 0, changed: true), height, width);
        ((double)new StructuralSimilarity(layout).Of(x, y).Item()).ShouldBe(single, 2e-5);
        var measure = new StructuralSimilarity(layout, StructuralSimilarity.MostScales);
        measure.Scales.ShouldBe(scales);
        ((double)measure.Of(x, y).Item()).ShouldBe(multiple, 2e-5);
    }

    [Fact]
    public void Of_APictureSmallerThanTheWindow_TakesASmallerOne()
    {
        var measure = new StructuralSimilarity(new ImageLayout(1, 8, 9, 1), StructuralSimilarity.MostScales);
        measure.Scales.ShouldBe(1);
        ((double)measure.Of(Rows(WavePictures.Plane(8, 9, 0), 8, 9), Rows(WavePictures.Plane(8, 9, 0, changed: true), 8, 9)).Item()).ShouldBe(0.909777030, 2e-5);
    }

    [Fact]
    public void Of_Colours_IsTheMeanOverChannels()
    {
        var layout = new ImageLayout(1, 30, 26, 3);
        Tensor x = Rows(WavePictures.Colour(30, 26, 3), 30, 26, 3), y = Rows(WavePictures.Colour(30, 26, 3, changed: true), 30, 26, 3);
        ((double)new StructuralSimilarity(layout).Of(x, y).Item()).ShouldBe(0.9494019898, 2e-5);
        ((double)new StructuralSimilarity(layout, 5).Of(x, y).Item()).ShouldBe(0.9773801136, 2e-5);
    }

    [Fact]
    public void Of_AVolume_IsTheMeanOverSlices()
    {
        Tensor x = Rows(WavePictures.Volume(3, 30, 26), 3, 30, 26), y = Rows(WavePictures.Volume(3, 30, 26, changed: true), 3, 30, 26);
        ((double)new StructuralSimilarity(new ImageLayout(3, 30, 26, 1)).Of(x, y).Item()).ShouldBe(0.9494019898, 2e-5);
    }

    [Fact]
    public void Of_EqualRows_IsOne()
    {
        Tensor x = Tensor.Uniform(new Shape(5, 24, 24), new Rng(1));
        new StructuralSimilarity(new ImageLayout(1, 24, 24, 1), 5).Of(x, x).ToArray().ShouldBe([1, 1, 1, 1, 1], 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_Rows_HasTheGradientOfDifferences(int scales)
    {
        Tensor x = Tensor.Parameter(Tensor.Uniform(new Shape(2 * 22 * 22 * 2), new Rng(1)).ToArray(), new Shape(2, 22, 22, 2));
        Tensor y = Tensor.Uniform(new Shape(2, 22, 22, 2), new Rng(2));
        var measure = new StructuralSimilarity(new ImageLayout(1, 22, 22, 2), scales);
        measure.Scales.ShouldBe(scales);

        // A direction instead of every pixel: the slope along the gradient is its squared length.
        float[] gradient = FiniteDifferences.Gradients([x], () => measure.Of(x, y))[0];
        float[] values = x.ToArray();
        double squares = gradient.Sum(g => (double)g * g), step = 0.05 / Math.Sqrt(squares);
        double Moved(double by)
        {
            x.Set([.. values.Zip(gradient, (v, g) => (float)(v + (by * g)))]);
            return measure.Of(x, y).ToArray().Sum(v => (double)v);
        }
        ((Moved(step) - Moved(-step)) / (2 * step)).ShouldBe(squares, 0.01 * squares);
        squares.ShouldBeGreaterThan(1e-4);
    }

    private static Tensor Rows(float[] values, params ReadOnlySpan<int> shape) => Tensor.From(values, new Shape(shape).Prepend(1));
}
