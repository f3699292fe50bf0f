using System.Buffers.Binary;
using Latent.Images;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Tests.Images;

public sealed class PngReaderTests
{
    public static TheoryData<PngForm> Forms => [.. PngMaker.Forms];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Decode_EveryForm_GivesTheStoredSamples(PngForm form)
    {
        foreach ((int width, int height) in new[] { (1, 1), (2, 3), (7, 5), (9, 8), (33, 17) })
        {
            var rng = new Rng((ulong)((width * 100) + form.Kind));
            int[] samples = PngMaker.Samples(form, width, height, rng);
            byte[]? palette = form.Kind == 3 ? PngMaker.Palette(form, rng) : null;
            byte[]? transparency = form.Transparency ? Transparency(form, samples, rng) : null;
            byte[] file = PngMaker.Make(form with { Pieces = 1 + (width % 3) }, width, height, samples, palette, transparency, rng);

            Image image = ImageFile.Decode(file, "made.png");

            (image.Width, image.Height, image.Bits).ShouldBe((width, height, form.Depth == 16 ? 16 : 8));
            int[] read = form.Depth == 16 ? Array.ConvertAll(image.WideSamples.ToArray(), s => (int)s) : Array.ConvertAll(image.Samples.ToArray(), s => (int)s);
            read.ShouldBe(Expected(form, samples, palette, transparency));
        }
    }

    [Fact]
    public void Decode_PictureOfOurWriter_IsTheSame()
    {
        foreach (int channels in new[] { 1, 3, 4 })
        {
            var picture = new Picture(23, 11, channels);
            var rng = new Rng(4);
            for (int i = 0; i < picture.Samples.Length; i++)
            {
                picture.Samples[i] = (byte)rng.Next(256);
            }
            Image image = ImageFile.Decode(picture.ToPngBytes(), "written.png");
            image.Channels.ShouldBe(channels);
            image.Samples.ToArray().ShouldBe(picture.Samples.ToArray());
            image.ToPicture().ToPngBytes().ShouldBe(picture.ToPngBytes());
        }
    }

    [Fact]
    public void Decode_AnyByteWrong_IsRefusedOrTheSame()
    {
        byte[] file = Small();
        byte[] samples = ImageFile.Decode(file, "good.png").Samples.ToArray();
        for (int i = 0; i < file.Length; i++)
        {
            byte[] wrong = [.. file];
            wrong[i] ^= 0x10;
            try
            {
                ImageFile.Decode(wrong, "wrong.png").Samples.ToArray().ShouldBe(samples, $"byte {i}");
            }
            catch (InputException e)
            {
                e.Message.ShouldContain("wrong.png");
            }
        }
    }

    [Fact]
    public void Decode_CutAnywhere_IsRefused()
    {
        byte[] file = Small();
        for (int length = 0; length < file.Length; length++)
        {
            Should.Throw<InputException>(() => ImageFile.Decode(file[..length], "short.png")).Message.ShouldContain("short.png");
        }
    }

    [Theory]
    [InlineData(60000, 60000)]
    [InlineData(8000, 8000)]
    [InlineData(int.MaxValue, 1)]
    public void Decode_HeaderThatPromisesTooMuch_IsRefusedBeforeAllocating(int width, int height)
    {
        byte[] file = Small();
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        PngMaker.Repair(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InputException>(() => ImageFile.Decode(file, "huge.png")).Message.ShouldContain("pixels");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Theory]
    [InlineData(24, 3)]
    [InlineData(24, 16)]
    [InlineData(25, 1)]
    [InlineData(26, 1)]
    [InlineData(27, 1)]
    [InlineData(28, 2)]
    [InlineData(16, 0x80)]
    public void Decode_HeaderThatCannotBe_IsRefused(int at, byte value)
    {
        byte[] file = Small();
        file[at] = value;
        PngMaker.Repair(file);
        Should.Throw<InputException>(() => ImageFile.Decode(file, "odd.png"));
    }

    [Fact]
    public void Decode_ColourOutsideThePalette_IsRefused()
    {
        byte[] file = PngMaker.Make(new PngForm(3, 8), 2, 2, [0, 1, 2, 3], [1, 2, 3, 4, 5, 6], null, new Rng(1));
        Should.Throw<InputException>(() => ImageFile.Decode(file, "p.png")).Message.ShouldContain("palette");
    }

    [Fact]
    public void Decode_PaletteMissing_IsRefused()
    {
        byte[] file = PngMaker.Make(new PngForm(3, 8), 2, 2, [0, 1, 2, 3], null, null, new Rng(1));
        Should.Throw<InputException>(() => ImageFile.Decode(file, "p.png")).Message.ShouldContain("palette");
    }

    [Fact]
    public void Decode_Text_IsNoImage() =>
        Should.Throw<InputException>(() => ImageFile.Decode("This is a text."u8.ToArray(), "text.png")).Message.ShouldContain("text.png");

    private static byte[] Small()
    {
        var form = new PngForm(2, 8, Pieces: 2);
        var rng = new Rng(8);
        return PngMaker.Make(form, 6, 5, PngMaker.Samples(form, 6, 5, rng), null, null, rng);
    }

    /// <summary>Makes the first pixel's colour the clear one, or a palette's first entries.</summary>
    private static byte[] Transparency(PngForm form, int[] samples, Rng rng)
    {
        if (form.Kind == 3)
        {
            return [.. Enumerable.Range(0, 1 + rng.Next(1 << form.Depth)).Select(_ => (byte)rng.Next(256))];
        }
        byte[] key = new byte[2 * form.Stored];
        for (int c = 0; c < form.Stored; c++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(2 * c), (ushort)samples[c]);
        }
        return key;
    }

    private static int[] Expected(PngForm form, int[] samples, byte[]? palette, byte[]? transparency)
    {
        var expected = new List<int>();
        int full = form.Depth == 16 ? 65535 : 255;
        for (int i = 0; i < samples.Length; i += form.Stored)
        {
            int[] pixel = samples[i..(i + form.Stored)];
            if (palette is not null)
            {
                expected.AddRange(palette[(3 * pixel[0])..((3 * pixel[0]) + 3)].Select(b => (int)b));
                if (transparency is not null)
                {
                    expected.Add(pixel[0] < transparency.Length ? transparency[pixel[0]] : 255);
                }
                continue;
            }
            expected.AddRange(pixel.Select(s => form.Depth < 8 ? s * 255 / ((1 << form.Depth) - 1) : s));
            if (transparency is not null)
            {
                bool clear = pixel.Select((s, c) => s == BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * c))).All(same => same);
                expected.Add(clear ? 0 : full);
            }
        }
        return [.. expected];
    }
}
