using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class IdxFileTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadRows_Bytes_KeepsThemAndScales(bool compressed)
    {
        using TemporaryFolder folder = new();
        byte[] file = Idx(0x08, [2, 2, 2], [0, 51, 102, 153, 204, 255, 1, 2]);
        string path = folder.Write("images", compressed ? Gzip(file) : file);

        RowSource rows = IdxFile.ReadRows(path);

        rows.ShouldBeOfType<ByteRows>();
        rows.Count.ShouldBe(2);
        rows.RowShape.ShouldBe(new Shape(2, 2));
        float[] read = new float[4];
        rows.Read([1], read);
        read[1].ShouldBe(1f);
        read[0].ShouldBe(0.8f, 1e-6f);
    }

    [Fact]
    public void ReadRows_EveryType_GivesItsValues()
    {
        using TemporaryFolder folder = new();
        byte[] float64 = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(float64, -2.5);
        byte[] float32 = new byte[4];
        BinaryPrimitives.WriteSingleBigEndian(float32, 0.25f);
        foreach ((byte type, byte[] data, float expected) in new[]
        {
            ((byte)0x09, new byte[] { 0xFE }, -2f),
            ((byte)0x0B, [0x01, 0x02], 258f),
            ((byte)0x0C, [0xFF, 0xFF, 0xFF, 0xFD], -3f),
            ((byte)0x0D, float32, 0.25f),
            ((byte)0x0E, float64, -2.5f),
        })
        {
            float[] read = new float[1];
            IdxFile.ReadRows(folder.Write("one", Idx(type, [1, 1], data))).Read([0], read);
            read[0].ShouldBe(expected);
        }
    }

    [Fact]
    public void ReadLabels_RankOne_GivesThem()
    {
        using TemporaryFolder folder = new();
        IdxFile.ReadLabels(folder.Write("labels", Idx(0x08, [3], [7, 0, 9]))).ShouldBe([7, 0, 9]);
        Message(() => IdxFile.ReadLabels(folder.Write("images", Idx(0x08, [1, 2], [7, 0])))).ShouldContain("one number a row");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadRows_HeaderPromisesTooMuch_ThrowsWithoutTakingTheMemory(bool compressed)
    {
        using TemporaryFolder folder = new();
        byte[] file = Idx(0x08, [0x7FFFFFFF, 1], new byte[100]);
        string path = folder.Write("hostile", compressed ? Gzip(file) : file);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Message(() => IdxFile.ReadRows(path)).ShouldContain("hostile");

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
    }

    [Fact]
    public void ReadRows_ProductOverflows_Throws()
    {
        using TemporaryFolder folder = new();
        byte[] file = Idx(0x0E, [0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF], new byte[8]);
        Message(() => IdxFile.ReadRows(folder.Write("overflow", file))).ShouldContain("overflow");
        Message(() => IdxFile.ReadRows(folder.Write("overflow.gz", Gzip(file)))).ShouldContain("overflow.gz");
    }

    [Fact]
    public void ReadRows_BrokenFiles_SaysWhatIsWrong()
    {
        using TemporaryFolder folder = new();
        byte[] sound = Idx(0x08, [50, 20], [.. Enumerable.Range(0, 1000).Select(i => (byte)(i * i))]);
        byte[] packed = Gzip(sound);
        Message(() => IdxFile.ReadRows(folder.Write("magic", 1, 2, 3, 4, 5, 6, 7, 8))).ShouldContain("not an IDX file");
        Message(() => IdxFile.ReadRows(folder.Write("type", Idx(0x0A, [1, 1], [0])))).ShouldContain("no known type");
        Message(() => IdxFile.ReadRows(folder.Write("rank", Idx(0x08, [1, 1, 1, 1, 1], [0])))).ShouldContain("5 dimensions");
        Message(() => IdxFile.ReadRows(folder.Write("header", sound[..6]))).ShouldContain("within its header");
        Message(() => IdxFile.ReadRows(folder.Write("short", sound[..^1]))).ShouldContain("promises 1000 bytes of shape [50, 20] but 999 follow");
        Message(() => IdxFile.ReadRows(folder.Write("long", [.. sound, 0]))).ShouldContain("but 1001 follow");
        Message(() => IdxFile.ReadRows(folder.Write("cut.gz", packed[..(packed.Length / 2)]))).ShouldContain("cut short");
        Message(() => IdxFile.ReadRows(folder.Write("short.gz", Gzip(sound[..^1])))).ShouldContain("only 999 are there");
        Message(() => IdxFile.ReadRows(folder.Write("long.gz", Gzip([.. sound, 0])))).ShouldContain("goes on behind its 1000 values");
        Message(() => IdxFile.ReadRows(folder.Write("none", Idx(0x08, [0, 20], [])))).ShouldContain("has no rows");
        Message(() => IdxFile.ReadRows(folder.Write("empty"))).ShouldContain("not an IDX file");
        Message(() => IdxFile.ReadRows(folder["missing"])).ShouldContain("does not exist");
        Message(() => IdxFile.ReadRows(folder.Path)).ShouldContain("is a folder");
    }

    internal static byte[] Idx(byte type, uint[] extents, ReadOnlySpan<byte> data)
    {
        var header = new List<byte> { 0, 0, type, (byte)extents.Length };
        byte[] extent = new byte[4];
        foreach (uint size in extents)
        {
            BinaryPrimitives.WriteUInt32BigEndian(extent, size);
            header.AddRange(extent);
        }
        return [.. header, .. data];
    }

    internal static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }

    private static string Message(Action read) => Should.Throw<InputException>(read).Message;
}
