using System.Buffers.Binary;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Tests.Data;

public sealed class NpyFileTests
{
    private static readonly DataOptions Streaming = new() { StreamAbove = 0 };

    [Fact]
    public void ReadFloats_WrittenArray_ComesBackTheSame()
    {
        using TemporaryFolder folder = new();
        float[] values = [.. Enumerable.Range(0, 24).Select(i => i / 3f)];
        NpyFile.Write(folder["x.npy"], values, new Shape(2, 3, 4));

        NpyFile.ReadFloats(folder["x.npy"], out Shape shape).ShouldBe(values);

        shape.ShouldBe(new Shape(2, 3, 4));
        (File.ReadAllBytes(folder["x.npy"]).Length - (24 * 4)).ShouldBe(128);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void ReadLabels_WrittenIntegers_ComeBack()
    {
        using TemporaryFolder folder = new();
        NpyFile.Write(folder["y.npy"], [3, -1, int.MaxValue], new Shape(3));
        NpyFile.ReadLabels(folder["y.npy"]).ShouldBe([3, -1, int.MaxValue]);
    }

    [Fact]
    public void ReadLabels_NotWhole_Throws()
    {
        using TemporaryFolder folder = new();
        NpyFile.Write(folder["y.npy"], [1f, 2.5f], new Shape(2));
        Message(() => NpyFile.ReadLabels(folder["y.npy"])).ShouldContain("value 1 is not a 32-bit integer");
        byte[] large = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(large, 1L << 31);
        Message(() => NpyFile.ReadLabels(folder.Write("z.npy", NpyBytes.Of("<i8", "(1,)", large)))).ShouldContain("32-bit");
    }

    [Theory]
    [InlineData("|b1", "01", 1f)]
    [InlineData("|u1", "FE", 254f)]
    [InlineData("|i1", "FE", -2f)]
    [InlineData("<u2", "0102", 513f)]
    [InlineData(">u2", "0102", 258f)]
    [InlineData("<i2", "FEFF", -2f)]
    [InlineData(">u4", "00010000", 65536f)]
    [InlineData("<i4", "FDFFFFFF", -3f)]
    [InlineData("<u8", "0000000001000000", 4294967296f)]
    [InlineData(">i8", "FFFFFFFFFFFFFFFC", -4f)]
    [InlineData("<f2", "003E", 1.5f)]
    [InlineData(">f2", "3E00", 1.5f)]
    [InlineData("<f4", "0000803E", 0.25f)]
    [InlineData(">f4", "3E800000", 0.25f)]
    [InlineData("<f8", "00000000000004C0", -2.5f)]
    [InlineData(">f8", "C004000000000000", -2.5f)]
    public void ReadRows_EveryType_LoadedAndStreamedAgree(string type, string hex, float expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("x.npy", NpyBytes.Of(type, "(1, 1)", Convert.FromHexString(hex)));
        float[] read = new float[1];
        foreach (DataOptions options in new[] { DataOptions.Default, Streaming })
        {
            RowSource rows = NpyFile.ReadRows(path, options);
            rows.Streamed.ShouldBe(ReferenceEquals(options, Streaming));
            rows.Read([0], read);
            read[0].ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ReadRows_EveryVersion_IsRead(byte version)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("x.npy", NpyBytes.Of("|u1", "(2, 2)", [1, 2, 3, 4], version: version));
        NpyFile.ReadFloats(path, out _).ShouldBe([1f, 2, 3, 4]);
    }

    [Fact]
    public void ReadFloats_FortranOrder_IsTurnedAround()
    {
        using TemporaryFolder folder = new();
        byte[] data = new byte[2 * 3 * 4];
        float[] expected = new float[data.Length];
        for (int i = 0; i < 2; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                for (int k = 0; k < 4; k++)
                {
                    int value = (100 * i) + (10 * j) + k;
                    data[i + (2 * (j + (3 * k)))] = (byte)value;
                    expected[(((i * 3) + j) * 4) + k] = value;
                }
            }
        }
        string path = folder.Write("x.npy", NpyBytes.Of("|u1", "(2, 3, 4)", data, fortran: true));

        NpyFile.ReadFloats(path, out _).ShouldBe(expected);
        Message(() => NpyFile.ReadRows(path, Streaming)).ShouldContain("ascontiguousarray");
    }

    [Fact]
    public void Read_StreamedRowsInAnyOrder_AgreesWithLoaded()
    {
        using TemporaryFolder folder = new();
        float[] values = [.. Enumerable.Range(0, 300 * 7).Select(i => MathF.Sin(i))];
        NpyFile.Write(folder["x.npy"], values, new Shape(300, 7));
        var rng = new Rng(8);
        int[] wanted = [5, 5, 6, 7, 299, 0, 5, .. Enumerable.Range(0, 200).Select(_ => rng.Next(300))];
        float[] loaded = new float[wanted.Length * 7], streamed = new float[wanted.Length * 7];

        NpyFile.ReadRows(folder["x.npy"]).Read(wanted, loaded);
        NpyFile.ReadRows(folder["x.npy"], Streaming).Read(wanted, streamed);

        streamed.ShouldBe(loaded);
    }

    [Fact]
    public void Read_RowsLargerThanTheBuffer_AreReadInPieces()
    {
        using TemporaryFolder folder = new();
        const int Length = 700_001;
        using (var writer = new NpyWriter(folder["x.npy"], 2, new Shape(Length)))
        {
            float[] row = new float[Length];
            for (int r = 0; r < 2; r++)
            {
                row.AsSpan().Fill(r + 1);
                row[^1] = 9 + r;
                writer.Append(row);
            }
            writer.Complete();
        }
        float[] read = new float[2 * Length];

        NpyFile.ReadRows(folder["x.npy"], Streaming).Read([1, 0], read);

        read[0].ShouldBe(2f);
        read[Length - 1].ShouldBe(10f);
        read[Length].ShouldBe(1f);
        read[^1].ShouldBe(9f);
    }

    [Fact]
    public void Read_FileShrinksAfterOpening_Throws()
    {
        using TemporaryFolder folder = new();
        NpyFile.Write(folder["x.npy"], new float[100], new Shape(50, 2));
        RowSource rows = NpyFile.ReadRows(folder["x.npy"], Streaming);
        using (FileStream file = File.Open(folder["x.npy"], FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.SetLength(200);
        }
        Message(() => rows.Read([49], new float[2])).ShouldContain("row 49 is no longer there");
    }

    [Theory]
    [InlineData(float.NaN, "missing (NaN)")]
    [InlineData(float.PositiveInfinity, "infinite")]
    public void ReadRows_MissingValue_NamesRowAndColumnUnlessAllowed(float value, string expected)
    {
        using TemporaryFolder folder = new();
        float[] values = new float[60];
        values[(4 * 12) + 7] = value;
        string path = folder["x.npy"];
        NpyFile.Write(path, values, new Shape(5, 12));

        Message(() => NpyFile.ReadRows(path)).ShouldContain($"row 4, column 7 is {expected}");
        RowSource streamed = NpyFile.ReadRows(path, Streaming);
        streamed.Read([0, 3], new float[24]);
        Message(() => streamed.Read([1, 4, 0], new float[36])).ShouldContain($"row 4, column 7 is {expected}");

        float[] read = new float[12];
        NpyFile.ReadRows(path, new DataOptions { AllowMissing = true }).Read([4], read);
        read[7].ShouldBe(value);
        NpyFile.ReadRows(path, Streaming with { AllowMissing = true }).Read([4], read);
        read[7].ShouldBe(value);
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1, 1), }", "Python objects")]
    [InlineData("{'descr': '<U5', 'fortran_order': False, 'shape': (1, 1), }", "strings")]
    [InlineData("{'descr': '|S5', 'fortran_order': False, 'shape': (1, 1), }", "strings")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1, 1), }", "complex numbers")]
    [InlineData("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1, 1), }", "dates")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "structured records")]
    [InlineData("{'descr': '<q9', 'fortran_order': False, 'shape': (1,), }", "unknown type")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (1,), }", "unknown type")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (0, 4), }", "has no rows")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (4, 0), }", "rows without values")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", "single number")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }", "promises 2 bytes of shape [1, 2] but 1 follow")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9999999999, 9999999999), }", "rows of more than")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775807, 2), }", "at most 2147483647")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (2147483647, 2147483647), }", "header promises")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (-1, 2), }", "malformed")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999, 2), }", "malformed")]
    [InlineData("{'descr': '|u1', 'fortran_order': Maybe, 'shape': (1,), }", "neither True nor False")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, }", "needs 'descr'")]
    [InlineData("{'descr': '|u1', 'shape': (1,), 'shape': (1,), }", "'shape' is not expected")]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (1,), } __import__", "follows the dictionary")]
    [InlineData("{'\u001b[2J\u0000': 1}", "'?[2J?' is not expected")]
    [InlineData("{'descr", "quoted word is missing")]
    [InlineData("", "malformed")]
    public void ReadRows_HeaderThatCannotBeUsed_SaysWhy(string header, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("bad.npy", NpyBytes.Of(header, [1]));
        string message = Message(() => NpyFile.ReadRows(path));
        message.ShouldContain("bad.npy");
        message.ShouldContain(expected);
        Message(() => NpyFile.ReadRows(path, Streaming)).ShouldContain("bad.npy");
    }

    [Fact]
    public void ReadRows_BrokenFiles_SaysWhatIsWrong()
    {
        using TemporaryFolder folder = new();
        byte[] sound = NpyBytes.Of("|u1", "(2, 2)", [1, 2, 3, 4]);
        Message(() => NpyFile.ReadRows(folder.Write("a", sound[..5]))).ShouldContain("within its header");
        Message(() => NpyFile.ReadRows(folder.Write("a", sound[..40]))).ShouldContain("within its header");
        Message(() => NpyFile.ReadRows(folder.Write("a", [.. "not an array"u8]))).ShouldContain("not a .npy array");
        Message(() => NpyFile.ReadRows(folder.Write("a", [.. sound[..6], 9, .. sound[7..]]))).ShouldContain("version 9.0");
        Message(() => NpyFile.ReadRows(folder.Write("a", [.. sound, 5]))).ShouldContain("but 5 follow");
        Message(() => NpyFile.ReadRows(folder.Write("a", [0x93, .. "NUMPY"u8, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF]))).ShouldContain("header of 4294967295 bytes");
    }

    [Fact]
    public void Append_WrongAmount_ThrowsAndLeavesNoFile()
    {
        using TemporaryFolder folder = new();
        using (var writer = new NpyWriter(folder["x.npy"], 2, new Shape(3)))
        {
            writer.Append([1, 2, 3, 4]);
            Should.Throw<InvalidOperationException>(writer.Complete);
            Should.Throw<InvalidOperationException>(() => writer.Append([5, 6, 7]));
        }
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Write_FolderMissing_SaysSo()
    {
        using TemporaryFolder folder = new();
        Message(() => NpyFile.Write(folder["none/x.npy"], [1f], new Shape(1))).ShouldContain("cannot be written");
        Should.Throw<ArgumentException>(() => NpyFile.Write(folder["x.npy"], [1f], new Shape(2)));
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    private static string Message(Action read) => Should.Throw<InputException>(read).Message;
}
