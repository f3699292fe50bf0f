using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Images;
using Latent.Tests.Data;

namespace Latent.Tests.Images;

public sealed class JpegReaderTests
{
    private static readonly byte[] s_levels = [0, 255, 128, 17, 200, 3];

    [Fact]
    public void Decode_GreyBlocks_GivesTheirLevels()
    {
        NeedsLibrary();
        Image image = ImageFile.Decode(JpegMaker.Make(3, 2, 1, s_levels), "grey.jpg");
        (image.Width, image.Height, image.Channels, image.Bits).ShouldBe((24, 16, 1, 8));
        for (int y = 0; y < 16; y++)
        {
            for (int x = 0; x < 24; x++)
            {
                image.Samples[(y * 24) + x].ShouldBe(s_levels[(y / 8 * 3) + (x / 8)]);
            }
        }
    }

    [Fact]
    public void Decode_ColourBlocks_GivesRedGreenBlue()
    {
        NeedsLibrary();
        // Luma and chromas of grey 90, and of a colour of ITU-R BT.601: R = Y + 1.402 Cr, B = Y + 1.772 Cb, G from both.
        Image image = ImageFile.Decode(JpegMaker.Make(2, 1, 3, [90, 128, 128, 100, 128 + 20, 128 + 30]), "colour.jpg");
        (image.Width, image.Height, image.Channels).ShouldBe((16, 8, 3));
        image.Samples[..3].ToArray().ShouldBe([90, 90, 90]);
        byte[] right = image.Samples.Slice(15 * 3, 3).ToArray();
        double[] expected = [100 + (1.402 * 30), 100 - (0.344136 * 20) - (0.714136 * 30), 100 + (1.772 * 20)];
        for (int c = 0; c < 3; c++)
        {
            ((double)right[c]).ShouldBe(expected[c], 1);
        }
    }

    [Fact]
    public void Decode_CutAnywhere_IsRefused()
    {
        NeedsLibrary();
        byte[] file = JpegMaker.Make(3, 2, 1, s_levels);
        for (int length = 1; length < file.Length - 4; length++)
        {
            Should.Throw<InputException>(() => ImageFile.Decode(file[..length], "cut.jpg"), $"{length} of {file.Length} bytes").Message.ShouldContain("cut.jpg");
        }
    }

    [Fact]
    public void ReadHeader_AnyJpeg_NeedsNoLibrary()
    {
        using var folder = new TemporaryFolder();
        ImageFile.ReadHeader(folder.Write("text.txt", JpegMaker.Make(3, 2, 3, [.. s_levels, .. s_levels, .. s_levels])))
            .ShouldBe(new ImageHeader(ImageFormat.Jpeg, 24, 16, 3, 8));
    }

    [Theory]
    [InlineData(60000, 60000)]
    [InlineData(8000, 8000)]
    public void Decode_HeaderThatPromisesTooMuch_IsRefusedBeforeAllocating(int width, int height)
    {
        byte[] file = JpegMaker.Make(3, 2, 1, s_levels);
        int frame = file.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 5), (ushort)height);
        BinaryPrimitives.WriteUInt16BigEndian(file.AsSpan(frame + 7), (ushort)width);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InputException>(() => ImageFile.Decode(file, "huge.jpg")).Message.ShouldContain("pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void Load_LibraryThatIsNotThere_IsNull() => JpegLibrary.Load(["libnothing-of-this-name.so"]).ShouldBeNull();

    [Fact]
    public void Load_LibraryWithoutTheFunctions_IsNull()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The C library is called libc.so.6 on Linux alone.");
        JpegLibrary.Load(["libc.so.6"]).ShouldBeNull();
    }

    [Fact]
    public void Missing_SaysWhatToInstall()
    {
        string message = JpegLibrary.Missing("a.jpg").Message;
        message.ShouldContain("a.jpg");
        message.ShouldContain("install");
        message.ShouldContain("libturbojpeg");
    }

    [Fact]
    public void Decode_RealPictures_AreAllRead()
    {
        NeedsLibrary();
        using ZipArchive archive = ZipFile.OpenRead(RealData.File("images/cifar10-test-jpeg.zip"));
        double sum = 0;
        foreach (ZipArchiveEntry entry in archive.Entries.Where((_, i) => i % 50 == 0))
        {
            byte[] bytes = new byte[entry.Length];
            using (Stream stream = entry.Open())
            {
                stream.ReadExactly(bytes);
            }
            Image image = ImageFile.Decode(bytes, entry.Name);
            (image.Width, image.Height, image.Channels).ShouldBe((32, 32, 3));
            sum += image.Samples.ToArray().Average(b => b);
        }
        // The mean of CIFAR-10 is 0.473 of white.
        (sum / 200 / 255).ShouldBe(0.473, 0.03);
    }

    private static void NeedsLibrary() => Assert.SkipUnless(JpegLibrary.IsAvailable, $"No libturbojpeg: {JpegLibrary.Advice}.");
}
