using System.IO.Compression;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class NpzFileTests
{
    [Fact]
    public void Open_WrittenArchive_ListsAndReads()
    {
        using TemporaryFolder folder = new();
        string path = folder["x.npz"];
        using (var writer = new NpzWriter(path))
        {
            writer.Add("values", [1f, 2, 3, 4], new Shape(2, 2));
            writer.Add("y", [7, 8], new Shape(2));
            writer.Complete();
        }

        using NpzFile archive = NpzFile.Open(path);

        archive.Names.ShouldBe(["values", "y"]);
        archive.ReadLabels("y").ShouldBe([7, 8]);
        float[] read = new float[2];
        archive.ReadRows("values").Read([1], read);
        read.ShouldBe([3f, 4]);
        Message(() => archive.ReadRows("vales")).ShouldEndWith("only values, y; did you mean 'values'?");
        DataSets.Open(path).Labels.ShouldBe([7, 8]);
    }

    [Fact]
    public void ReadRows_ShapeAndEntryDisagree_Throws()
    {
        using TemporaryFolder folder = new();
        string path = Archive(folder, ("x.npy", NpyBytes.Of("|u1", "(1000000000, 1)", new byte[10])));
        using NpzFile archive = NpzFile.Open(path);
        Message(() => archive.ReadRows("x")).ShouldContain("does not match the 10 bytes");
    }

    [Fact]
    public void ReadRows_EntryLiesAboutItsLength_ThrowsWithoutTakingTheMemory()
    {
        using TemporaryFolder folder = new();
        byte[] array = NpyBytes.Of("|u1", "(2000000000, 1)", new byte[10]);
        string path = Archive(folder, ("x.npy", array));
        byte[] bytes = File.ReadAllBytes(path);
        // The uncompressed length in the central directory, 24 bytes behind its signature.
        int directory = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 2_000_000_000 + array.Length - 10).ShouldBeTrue();
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();

        using NpzFile archive = NpzFile.Open(path);
        Message(() => archive.ReadRows("x")).ShouldContain("is damaged");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
    }

    [Fact]
    public void Open_NotAnArchive_Throws()
    {
        using TemporaryFolder folder = new();
        Message(() => NpzFile.Open(folder.Write("x.npz", 1, 2, 3))).ShouldContain("not a .npz archive");
        Message(() => NpzFile.Open(folder["none.npz"])).ShouldContain("does not exist");
    }

    internal static string Archive(TemporaryFolder folder, params (string Name, byte[] Content)[] entries)
    {
        string path = folder["archive.npz"];
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream stream = archive.CreateEntry(name).Open();
            stream.Write(content);
        }
        return path;
    }

    private static string Message(Action read) => Should.Throw<InputException>(read).Message;
}
