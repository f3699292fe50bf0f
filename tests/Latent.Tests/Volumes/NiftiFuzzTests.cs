using System.Globalization;
using Latent.Data;
using Latent.Tensors;
using Latent.Tests.Data;
using Latent.Volumes;

namespace Latent.Tests.Volumes;

public sealed class NiftiFuzzTests
{
    private const int UsualCount = 3000;

    /// <summary>Damages sound files in seeded ways. Whatever comes of it, the reader gives a volume or says what is wrong, and takes no more memory than the file is worth.</summary>
    [Fact]
    public void Read_MutatedFiles_GivesAVolumeOrAnInputException()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("LATENT_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? asked : UsualCount;
        using var folder = new TemporaryFolder();
        byte[][] sound = [.. Sound()];
        string plain = folder["v.nii"], packed = folder["v.nii.gz"];
        int read = 0, refused = 0;
        for (int i = 0; i < count; i++)
        {
            Rng rng = new Rng(97).Split((ulong)i);
            byte[] source = sound[rng.Next(sound.Length)];
            byte[] file = Mutated(source, rng);
            // Half of the packed ones are damaged before packing, so that the damage reaches the header.
            bool gzip = rng.Next(3) == 0;
            string path = gzip ? packed : plain;
            File.WriteAllBytes(path, gzip ? rng.Next(2) == 0 ? IdxFileTests.Gzip(file) : Mutated(IdxFileTests.Gzip(source), rng) : file);
            try
            {
                NiftiVolume volume = NiftiFile.Read(path);
                volume.Values.Length.ShouldBe(volume.Shape.Length);
                volume.Values.Length.ShouldBeLessThanOrEqualTo(1 << 16);
                read++;
                DataSets.Open(path, new DataOptions { As = DataKind.Volume }).Count.ShouldBeGreaterThan(0);
            }
            catch (InputException exception)
            {
                exception.Message.ShouldNotBeNullOrWhiteSpace();
                exception.Message.ShouldContain(folder.Path, customMessage: $"mutation {i}");
                refused++;
            }
            catch (Exception exception)
            {
                Assert.Fail($"Mutation {i} threw {exception}");
            }
        }
        read.ShouldBeGreaterThan(count / 20);
        refused.ShouldBeGreaterThan(count / 20);
        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{count} mutated files: {read} read, {refused} refused"));
    }

    private static IEnumerable<byte[]> Sound()
    {
        byte[] data = [.. Enumerable.Range(0, 8 * 60).Select(i => (byte)((i * 37) ^ (i >> 3)))];
        foreach (bool big in new[] { false, true })
        {
            yield return NiftiBytes.Of(2, 8, [5, 4, 3], data[..60], big);
            yield return NiftiBytes.Of(4, 16, [5, 4, 3], data[..120], big, file => file.Single(112, 0.5f).Single(116, -3));
            yield return NiftiBytes.Of(16, 32, [5, 4, 3], data[..240], big);
            yield return NiftiBytes.Of(64, 64, [5, 4, 3, 1], data[..480], big);
            yield return NiftiBytes.Of(512, 16, [3, 2, 2, 5], data[..120], big);
        }
    }

    private static byte[] Mutated(byte[] source, Rng rng)
    {
        byte[] file = [.. source];
        for (int changes = 1 + rng.Next(4); changes > 0; changes--)
        {
            // Mostly in the header, where it hurts, and there mostly in the fields that are looked at.
            int[] fields = [0, 40, 42, 44, 46, 48, 50, 70, 72, 80, 108, 112, 116, 123, 344];
            int at = rng.Next(4) switch
            {
                0 => rng.Next(file.Length),
                1 => rng.Next(Math.Min(file.Length, 352)),
                _ => Math.Min(file.Length - 1, fields[rng.Next(fields.Length)] + rng.Next(4)),
            };
            switch (rng.Next(6))
            {
                case 0:
                    file[at] ^= (byte)(1 << rng.Next(8));
                    break;
                case 1:
                    file[at] = (byte)rng.Next(256);
                    break;
                case 2:
                    file[at] = new byte[] { 0, 1, 0x7F, 0x80, 0xFF }[rng.Next(5)];
                    break;
                case 3:
                    file.AsSpan(at, Math.Min(4, file.Length - at)).Reverse();
                    break;
                case 4 when rng.Next(3) == 0:
                    file = file[..Math.Max(1, at)];
                    break;
                case 5 when rng.Next(3) == 0:
                    file = [.. file[..at], .. new byte[1 + rng.Next(16)], .. file[at..]];
                    break;
                default:
                    file[at]++;
                    break;
            }
        }
        return file;
    }
}
