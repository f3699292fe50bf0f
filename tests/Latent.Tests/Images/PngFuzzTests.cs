using System.Globalization;
using Latent.Images;
using Latent.Tensors;

namespace Latent.Tests.Images;

/// <summary>Damaged files of every form: whatever stands in them, the reader gives an image or says in its own words why not.</summary>
public sealed class PngFuzzTests
{
    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("LATENT_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 3000;

    [Fact]
    public void Decode_MutatedFiles_ThrowsNothingButItsOwn()
    {
        var rng = new Rng(2024);
        byte[][] files = [.. PngMaker.Forms.Select(form => Made(form, rng))];
        int decoded = 0, refused = 0, count = Count;
        for (int i = 0; i < count; i++)
        {
            Rng each = rng.Split((ulong)i);
            byte[] file = Mutated(files[each.Next(files.Length)], each);
            try
            {
                ImageFile.Decode(file, "fuzz.png").Width.ShouldBeGreaterThan(0);
                decoded++;
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
        (decoded + refused).ShouldBe(count);
        refused.ShouldBeGreaterThan(count / 4);
        decoded.ShouldBeGreaterThan(0);
    }

    private static byte[] Made(PngForm form, Rng rng)
    {
        int width = 1 + rng.Next(20), height = 1 + rng.Next(20);
        byte[]? transparency = !form.Transparency ? null : form.Kind == 3 ? [0, 100] : new byte[2 * form.Stored];
        return PngMaker.Make(form with { Pieces = 1 + rng.Next(3) }, width, height, PngMaker.Samples(form, width, height, rng), form.Kind == 3 ? PngMaker.Palette(form, rng) : null, transparency, rng);
    }

    /// <summary>Flips, overwrites, removes, repeats or cuts; half of the time the sums are made right again, so that the damage gets past them.</summary>
    private static byte[] Mutated(byte[] good, Rng rng)
    {
        var bytes = new List<byte>(good);
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
        if (rng.Next(2) == 0)
        {
            PngMaker.Repair(file);
        }
        return file;
    }
}
