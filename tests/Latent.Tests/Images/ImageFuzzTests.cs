using System.Globalization;
using Latent.Images;
using Latent.Tensors;

namespace Latent.Tests.Images;

/// <summary>Damaged files of every form: whatever stands in them, the reader gives an image or says in its own words why not.</summary>
public sealed class ImageFuzzTests
{
    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("LATENT_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 3000;

    [Fact]
    public void Decode_MutatedFiles_ThrowsNothingButItsOwn()
    {
        var rng = new Rng(2024);
        Survive([.. PngMaker.Forms.Select(form => Made(form, rng))], "fuzz.png", (file, name) => ImageFile.Decode(file, name), repair: true);
    }

    private static byte[] Made(PngForm form, Rng rng)
    {
        int width = 1 + rng.Next(20), height = 1 + rng.Next(20);
        byte[]? transparency = !form.Transparency ? null : form.Kind == 3 ? [0, 100] : new byte[2 * form.Stored];
        return PngMaker.Make(form with { Pieces = 1 + rng.Next(3) }, width, height, PngMaker.Samples(form, width, height, rng), form.Kind == 3 ? PngMaker.Palette(form, rng) : null, transparency, rng);
    }

    [Fact]
    public void Decode_MutatedMaps_ThrowsNothingButItsOwn()
    {
        byte[][] files = [[.. "P6\n# made\n4 3\n255\n"u8, .. new byte[36]], [.. "P5 3 3 1000\n"u8, .. new byte[18]], [.. "P2 3 2 255 1 2 3 4 5 6\n"u8], [.. "P3\n1 1 9 1 2 3"u8]];
        Survive(files, "fuzz.ppm", (file, name) => ImageFile.Decode(file, name));
    }

    [Fact]
    public void ReadHeader_MutatedJpegs_ThrowsNothingButItsOwn() => Survive(
        [JpegMaker.Make(3, 2, 1, new byte[6]), JpegMaker.Make(1, 1, 3, new byte[3])],
        "fuzz.jpg",
        (file, name) => JpegHeader.Read(new MemoryStream(file), name));

    private static void Survive(byte[][] files, string name, Action<byte[], string> read, bool repair = false)
    {
        var rng = new Rng(2025);
        int good = 0, refused = 0, count = Count;
        for (int i = 0; i < count; i++)
        {
            Rng each = rng.Split((ulong)i);
            byte[] file = Mutated(files[each.Next(files.Length)], each, repair);
            try
            {
                read(file, name);
                good++;
            }
            catch (InputException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutation {i}: {e}");
            }
        }
        good.ShouldBeGreaterThan(0);
        refused.ShouldBeGreaterThan(count / 10);
    }

    /// <summary>Flips, overwrites, removes, repeats or cuts; half of the time the sums are made right again, so that the damage gets past them.</summary>
    private static byte[] Mutated(byte[] original, Rng rng, bool repair)
    {
        var bytes = new List<byte>(original);
        for (int changes = 1 + rng.Next(4); changes > 0 && bytes.Count > 0; changes--)
        {
            int at = rng.Next(bytes.Count), length = Math.Min(1 + rng.Next(16), bytes.Count - at);
            switch (rng.Next(7))
            {
                case 0: bytes[at] ^= (byte)(1 << rng.Next(8)); break;
                case 1: bytes[at] = (byte)rng.Next(256); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: bytes[Math.Min(bytes.Count - 1, 8 + rng.Next(26))] = (byte)rng.Next(256); break;
                default: bytes[at] = (byte)(rng.Next(2) * 255); break;
            }
        }
        byte[] file = [.. bytes];
        if (repair && rng.Next(2) == 0)
        {
            PngMaker.Repair(file);
        }
        return file;
    }
}
