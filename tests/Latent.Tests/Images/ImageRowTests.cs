using Latent.Images;
using Latent.Tensors;

namespace Latent.Tests.Images;

public sealed class ImageRowTests
{
    [Fact]
    public void Convert_SameSize_IsTheSame()
    {
        Image image = Noise(7, 5, 3);
        Row(image, 7, 5, 3).ShouldBe(image.Samples.ToArray());
    }

    [Theory]
    [InlineData(12, 8, 3, 2)]
    [InlineData(8, 8, 1, 1)]
    public void Convert_SmallerByAWholeFactor_AveragesBlocks(int width, int height, int newWidth, int newHeight)
    {
        Image image = Noise(width, height, 1);
        byte[] row = Row(image, newWidth, newHeight, 1);
        int factorX = width / newWidth, factorY = height / newHeight;
        for (int y = 0; y < newHeight; y++)
        {
            for (int x = 0; x < newWidth; x++)
            {
                double sum = 0;
                for (int i = 0; i < factorX * factorY; i++)
                {
                    sum += image.Samples[(((y * factorY) + (i / factorX)) * width) + (x * factorX) + (i % factorX)];
                }
                ((double)row[(y * newWidth) + x]).ShouldBe(sum / (factorX * factorY), 0.51);
            }
        }
    }

    [Fact]
    public void Convert_SmallerByAnyFactor_WeighsByArea()
    {
        var image = new Image(5, 1, 1);
        ((byte[])[10, 20, 30, 40, 50]).CopyTo(image.Samples);
        // Each of two takes two and a half.
        var row = new byte[2];
        ImageScaling.Scale(image.Samples, 5, new ImageScaling.Part(0, 0, 5, 1), row, new ImageSize(2, 1), 1);
        row.ShouldBe([(byte)18, (byte)42]);
    }

    [Theory]
    [InlineData(3, 3, 17, 17)]
    [InlineData(33, 33, 10, 10)]
    [InlineData(4, 9, 9, 4)]
    [InlineData(1, 1, 6, 6)]
    public void Convert_FlatImage_StaysFlat(int width, int height, int newWidth, int newHeight)
    {
        var image = new Image(width, height, 3);
        for (int i = 0; i < width * height; i++)
        {
            ((byte[])[200, 3, 77]).CopyTo(image.Samples[(3 * i)..]);
        }
        byte[] row = Row(image, newWidth, newHeight, 3);
        for (int i = 0; i < newWidth * newHeight; i++)
        {
            row[(3 * i)..((3 * i) + 3)].ShouldBe([(byte)200, (byte)3, (byte)77]);
        }
    }

    [Fact]
    public void Convert_Larger_KeepsARampInTheMiddle()
    {
        var image = new Image(8, 8, 1);
        for (int i = 0; i < 64; i++)
        {
            image.Samples[i] = (byte)(20 * (i % 8));
        }
        byte[] row = Row(image, 32, 32, 1);
        for (int x = 8; x < 24; x++)
        {
            ((double)row[(16 * 32) + x]).ShouldBe(20 * (((x + 0.5) / 4) - 0.5), 0.51);
        }
    }

    [Fact]
    public void Convert_OtherProportions_TakesTheMiddle()
    {
        var image = new Image(6, 2, 1);
        ((byte[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).CopyTo(image.Samples);
        Row(image, 2, 2, 1).ShouldBe([(byte)3, (byte)4, (byte)9, (byte)10]);
        var tall = new Image(1, 5, 1);
        ((byte[])[1, 2, 3, 4, 5]).CopyTo(tall.Samples);
        Row(tall, 1, 1, 1).ShouldBe([(byte)3]);
    }

    [Fact]
    public void Convert_ColourToGrey_IsTheLuma()
    {
        var image = new Image(3, 1, 3);
        ((byte[])[255, 0, 0, 0, 255, 0, 0, 0, 255]).CopyTo(image.Samples);
        Row(image, 3, 1, 1).ShouldBe([(byte)76, (byte)150, (byte)29]);
    }

    [Fact]
    public void Convert_Opacity_IsLaidOnWhite()
    {
        var image = new Image(3, 1, 2);
        ((byte[])[0, 0, 0, 255, 0, 51]).CopyTo(image.Samples);
        Row(image, 3, 1, 3).ShouldBe([255, 255, 255, 0, 0, 0, 204, 204, 204]);
        Row(image, 3, 1, 1).ShouldBe([(byte)255, (byte)0, (byte)204]);
    }

    [Fact]
    public void Convert_WideSamples_AreRounded()
    {
        var image = new Image(4, 1, 1, 16);
        ((ushort[])[0, 65535, 257 * 100, 128]).CopyTo(image.WideSamples);
        Row(image, 4, 1, 1).ShouldBe([(byte)0, (byte)255, (byte)100, (byte)0]);
    }

    [Theory]
    [InlineData("64", 64, 64)]
    [InlineData("64x48", 64, 48)]
    [InlineData("1X2", 1, 2)]
    public void TryParse_Size_IsWidthAndHeight(string text, int width, int height)
    {
        ImageSize.TryParse(text, out ImageSize size).ShouldBeTrue();
        size.ShouldBe(new ImageSize(width, height));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-4")]
    [InlineData("4x")]
    [InlineData("4x4x4")]
    [InlineData("100000")]
    [InlineData("4.5")]
    public void TryParse_NoSize_IsFalse(string text) => ImageSize.TryParse(text, out _).ShouldBeFalse();

    private static byte[] Row(Image image, int width, int height, int channels)
    {
        byte[] row = new byte[width * height * channels];
        ImageRow.Convert(image, new ImageSize(width, height), channels, row);
        return row;
    }

    private static Image Noise(int width, int height, int channels)
    {
        var image = new Image(width, height, channels);
        var rng = new Rng(5);
        for (int i = 0; i < image.Samples.Length; i++)
        {
            image.Samples[i] = (byte)rng.Next(256);
        }
        return image;
    }
}
