using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Tests.Pictures;

public sealed class PngTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(7, 5, 1)]
    [InlineData(16, 33, 3)]
    [InlineData(5, 9, 4)]
    public void Write_NoiseAndSlopes_DecodesToTheSamePixels(int width, int height, int channels)
    {
        var picture = new Picture(width, height, channels);
        var rng = new Rng(1);
        for (int i = 0; i < picture.Samples.Length; i++)
        {
            picture.Samples[i] = i % 3 == 0 ? (byte)rng.Next(256) : (byte)(i * 5);
        }
        var decoded = PngDecoder.Decode(picture.ToPngBytes());
        (decoded.Width, decoded.Height, decoded.Channels).ShouldBe((width, height, channels));
        decoded.Samples.ShouldBe(picture.Samples.ToArray());
    }

    [Fact]
    public void Write_SmoothPicture_IsMuchSmallerThanItsSamples()
    {
        var picture = new Picture(256, 256, 3);
        for (int y = 0; y < 256; y++)
        {
            for (int x = 0; x < 256; x++)
            {
                picture[x, y][0] = (byte)(x + y);
                picture[x, y][1] = (byte)(x - y);
            }
        }
        picture.ToPngBytes().Length.ShouldBeLessThan(picture.Samples.Length / 50);
    }

    [Fact]
    public void SavePng_Path_HoldsTheBytesOfToPngBytesAndTheDataUri()
    {
        using var folder = new TemporaryFolder();
        var picture = new Picture(3, 2, 1);
        picture.SavePng(folder["a.png"]);
        byte[] file = File.ReadAllBytes(folder["a.png"]);
        file.ShouldBe(picture.ToPngBytes());
        Convert.FromBase64String(picture.ToDataUri()["data:image/png;base64,".Length..]).ShouldBe(file);
    }

    [Fact]
    public void Picture_TooLargeOrOddChannels_IsRefused()
    {
        Should.Throw<InputException>(() => new Picture(int.MaxValue, int.MaxValue, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new Picture(1, 1, 2));
        Should.Throw<ArgumentOutOfRangeException>(() => new Picture(0, 1, 1));
    }
}
