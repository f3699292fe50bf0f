using System.Text;
using Latent.Images;

namespace Latent.Tests.Images;

public sealed class NetpbmTests
{
    [Fact]
    public void Decode_TextWithComments_GivesScaledLevels()
    {
        Image image = Decode("P2 # grey\n# made by hand\n3 2\n# levels\n4\n0 1 2\n3 4 # last\n 4");
        (image.Width, image.Height, image.Channels, image.Bits).ShouldBe((3, 2, 1, 8));
        image.Samples.ToArray().ShouldBe([0, 64, 128, 191, 255, 255]);
    }

    [Fact]
    public void Decode_ColourText_GivesColours() =>
        Decode("P3\n2 1\n255\n255 0 7 1 2 3\n").Samples.ToArray().ShouldBe([255, 0, 7, 1, 2, 3]);

    [Fact]
    public void Decode_Binary_GivesTheBytes() =>
        ImageFile.Decode([.. "P5\n2 2\n255\n"u8, 9, 8, 7, 10], "a.pgm").Samples.ToArray().ShouldBe([9, 8, 7, 10]);

    [Fact]
    public void Decode_WideLevels_AreBigEndianAndScaled()
    {
        Image image = ImageFile.Decode([.. "P6 1 1 1000\n"u8, 0, 0, 1, 244, 3, 232], "a.ppm");
        image.Bits.ShouldBe(16);
        image.WideSamples.ToArray().ShouldBe([(ushort)0, (ushort)32768, (ushort)65535]);
    }

    [Theory]
    [InlineData(1, 8, "pgm")]
    [InlineData(3, 8, "ppm")]
    [InlineData(1, 16, "pgm")]
    [InlineData(3, 16, "ppm")]
    public void Write_Image_ReadsTheSame(int channels, int bits, string extension)
    {
        using var folder = new TemporaryFolder();
        var image = new Image(5, 3, channels, bits);
        for (int i = 0; i < 15 * channels; i++)
        {
            if (bits == 8)
            {
                image.Samples[i] = (byte)(i * 31);
            }
            else
            {
                image.WideSamples[i] = (ushort)(i * 4099);
            }
        }
        string path = folder[$"image.{extension}"];
        ImageFile.Write(path, image);
        Image read = ImageFile.Read(path);
        (read.Width, read.Height, read.Channels, read.Bits).ShouldBe((5, 3, channels, bits));
        (bits == 8 ? read.Samples.SequenceEqual(image.Samples) : read.WideSamples.SequenceEqual(image.WideSamples)).ShouldBeTrue();
        ImageFile.ReadHeader(path).ShouldBe(new ImageHeader(ImageFormat.Netpbm, 5, 3, channels, bits));
    }

    [Theory]
    [InlineData("P5 60000 60000 255\nabc", "pixels")]
    [InlineData("P5 99999999999 1 255\n", "large")]
    [InlineData("P5 2 2 255\nabc", "cut short")]
    [InlineData("P2 2 2 255\n1 2 3", "cut short")]
    [InlineData("P2 2 1 3\n1 4", "level")]
    [InlineData("P2 2 1 3\n1 x", "expected")]
    [InlineData("P5 0 2 255\n", "cannot be")]
    [InlineData("P5 1 1 70000\n0", "cannot be")]
    [InlineData("P5 ", "cut short")]
    [InlineData("P6 1 1 255", "cut short")]
    public void Decode_Damaged_IsRefused(string file, string words)
    {
        string message = Should.Throw<InputException>(() => Decode(file)).Message;
        message.ShouldContain("test.pnm");
        message.ShouldContain(words);
    }

    private static Image Decode(string text) => ImageFile.Decode(Encoding.ASCII.GetBytes(text), "test.pnm");
}
