using Latent.Data;
using Latent.Evaluation.Images;
using Latent.Tensors;
using Latent.Tests.Contracts;

namespace Latent.Tests.Evaluation.Images;

public class PictureQualityTests
{
    [Fact]
    public void Add_KnownPictures_MeasuresThem()
    {
        PictureQuality quality = PictureQuality.For(new DataSchema("waves", DataKind.Image, new Shape(28, 28), 0, 1))!;
        float[] x = WavePictures.Plane(28, 28, 0), y = WavePictures.Plane(28, 28, 0, changed: true);
        quality.Add([.. x, .. x], [.. y, .. x]);
        quality.Rows.ShouldBe(2);
        quality.PeakSignalToNoise.ShouldBe((24.8138402856 + PeakSignalToNoise.Most) / 2, 1e-4);
        quality.Ssim.ShouldBe((0.9510127066 + 1) / 2, 2e-5);
        quality.MultiScaleSsim.ShouldBe((0.9785573938 + 1) / 2, 2e-5);
        quality.Scales.ShouldBe(2);
        quality.MeanSquaredError.ShouldBe(Math.Pow(10, -2.48138402856) / 2, 1e-7);
    }

    [Fact]
    public void Add_AnotherRange_IsScaledToOne()
    {
        PictureQuality quality = PictureQuality.For(new DataSchema("waves", DataKind.Image, new Shape(28, 28), -3, 5))!;
        float[] x = [.. WavePictures.Plane(28, 28, 0).Select(v => (8 * v) - 3)], y = [.. WavePictures.Plane(28, 28, 0, changed: true).Select(v => (8 * v) - 3)];
        quality.Add(x, y);
        quality.PeakSignalToNoise.ShouldBe(24.8138402856, 1e-3);
        quality.Ssim.ShouldBe(0.9510127066, 1e-4);
    }

    [Fact]
    public void Add_ManyRows_IsTheSameInPieces()
    {
        var schema = new DataSchema("noise", DataKind.Volume, new Shape(4, 32, 32), 0, 1);
        float[] x = Tensor.Uniform(new Shape(80 * 4096), new Rng(1)).ToArray(), y = Tensor.Uniform(new Shape(80 * 4096), new Rng(2)).ToArray();
        PictureQuality whole = PictureQuality.For(schema)!, pieces = PictureQuality.For(schema)!;
        whole.Add(x, y);
        pieces.Add(x.AsSpan(0, 4096), y.AsSpan(0, 4096));
        pieces.Add(x.AsSpan(4096), y.AsSpan(4096));
        pieces.Ssim.ShouldBe(whole.Ssim, 1e-7);
        pieces.PeakSignalToNoise.ShouldBe(whole.PeakSignalToNoise, 1e-9);
        whole.PeakSignalToNoise.ShouldBe(-10 * Math.Log10(1 / 6.0), 0.05);
    }

    [Fact]
    public void For_TablesAndUnknownRanges_IsNothing()
    {
        PictureQuality.For(new DataSchema("table", DataKind.Table, new Shape(6), 0, 1)).ShouldBeNull();
        PictureQuality.For(new DataSchema("images", DataKind.Image, new Shape(8, 8))).ShouldBeNull();
        PictureQuality.For(new DataSchema("wide", DataKind.Image, new Shape(8, 1 << 24), 0, 1)).ShouldBeNull();
    }

    [Fact]
    public void Add_HalfARow_IsRefused() => Should.Throw<ArgumentException>(() =>
        PictureQuality.For(new DataSchema("images", DataKind.Image, new Shape(8, 8), 0, 1))!.Add(new float[70], new float[70]));

    [Fact]
    public void OfReconstructions_MeasuresEveryRow()
    {
        DataSet data = SmallData.Images(30);
        var model = new TrainedModel(SmallData.Compose("vae", data));
        PictureQuality quality = PictureQuality.OfReconstructions(model, data.Rows, cancellation: TestContext.Current.CancellationToken)!;
        quality.Rows.ShouldBe(30);
        quality.Ssim.ShouldBeInRange(-1, 0.9);
        quality.PeakSignalToNoise.ShouldBeInRange(1, 30);
    }

    [Fact]
    public void PeakSignalToNoise_OfAKnownError_IsItsDecibels()
    {
        PeakSignalToNoise.Of(PeakSignalToNoise.MeanSquaredError([0, 0.5f, 1, 0], [0.1f, 0.5f, 1, 0.1f])).ShouldBe(-10 * Math.Log10(0.02 / 4), 1e-5);
        PeakSignalToNoise.Of(0).ShouldBe(PeakSignalToNoise.Most);
    }
}
