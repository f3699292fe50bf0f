using System.Buffers.Binary;
using System.IO.Compression;
using Latent.Tensors;
using Latent.Tests.Data;
using Latent.Volumes;

namespace Latent.Tests.Volumes;

public sealed class NiftiFileTests : FolderTests
{
    [Theory]
    [InlineData(2, 8)]
    [InlineData(4, 16)]
    [InlineData(8, 32)]
    [InlineData(16, 32)]
    [InlineData(64, 64)]
    [InlineData(256, 8)]
    [InlineData(512, 16)]
    [InlineData(768, 32)]
    [InlineData(1024, 64)]
    [InlineData(1280, 64)]
    public void Read_EveryTypeInBothByteOrders_GivesTheNumbers(short type, short bits)
    {
        int[] numbers = type is 2 or 512 or 768 or 1280 ? [0, 7, 200, 3, 100, 1] : [0, -7, 100, 3, -100, 1];
        foreach (bool big in new[] { false, true })
        {
            byte[] data = [.. numbers.SelectMany(number => Stored(type, number, big))];
            NiftiVolume volume = NiftiFile.Read(Folder.Write("v.nii", NiftiBytes.Of(type, bits, [3, 2, 1], data, big)));
            volume.Shape.ShouldBe(new Shape(1, 2, 3));
            volume.Values.ShouldBe(Array.ConvertAll(numbers, number => (float)number));
            volume.IsEightBit.ShouldBe(type == 2);
        }
    }

    [Fact]
    public void Read_Axes_XRunsFastest()
    {
        byte[] data = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
        NiftiVolume volume = NiftiFile.Read(Folder.Write("v.nii", NiftiBytes.Of(2, 8, [4, 3, 2], data)));
        volume.Shape.ShouldBe(new Shape(2, 3, 4));
        // z 1, y 2, x 3
        volume.Values[(1 * 12) + (2 * 4) + 3].ShouldBe(23);
    }

    [Fact]
    public void Read_SlopeAndIntercept_AreApplied()
    {
        NiftiVolume Scaled(float slope, float intercept) =>
            NiftiFile.Read(Folder.Write("v.nii", NiftiBytes.Of(2, 8, [2, 1, 1], [0, 10], change: file => file.Single(112, slope).Single(116, intercept))));
        Scaled(2, -1000).Values.ShouldBe([-1000, -980]);
        Scaled(2, -1000).IsEightBit.ShouldBeFalse();
        Scaled(0, 5).Values.ShouldBe([0, 10]);
        Scaled(float.NaN, float.NaN).Values.ShouldBe([0, 10]);
        Should.Throw<InputException>(() => Scaled(float.PositiveInfinity, 0)).Message.ShouldContain("slope");
    }

    [Fact]
    public void Read_VoxelsInOtherUnits_AreMillimetres()
    {
        VoxelSize Of(byte unit) => NiftiFile.Read(Folder.Write("v.nii", NiftiBytes.Of(2, 8, [1, 1, 1], [0], change: file => file.Byte(123, unit).Single(80, 2).Single(84, 3).Single(88, -4)))).Voxel;
        Of(2).ShouldBe(new VoxelSize(2, 3, 4));
        Of(1).ShouldBe(new VoxelSize(2000, 3000, 4000));
        Of(10).ShouldBe(new VoxelSize(2, 3, 4));
        Of(3).X.ShouldBe(0.002f, 1e-6f);
    }

    [Fact]
    public void Read_HeaderWithExtension_SkipsIt()
    {
        byte[] file = NiftiBytes.Of(2, 8, [2, 1, 1], [.. new byte[16], 8, 9], change: header => header.Single(108, 368));
        NiftiFile.Read(Folder.Write("v.nii", file)).Values.ShouldBe([8, 9]);
        NiftiFile.Read(Folder.Write("v.nii.gz", IdxFileTests.Gzip(file))).Values.ShouldBe([8, 9]);
    }

    [Fact]
    public void Read_FourDimensions_IsASeries()
    {
        NiftiVolume series = NiftiFile.Read(Folder.Write("v.nii", NiftiBytes.Of(2, 8, [2, 1, 1, 3], [1, 2, 3, 4, 5, 6])));
        series.Shape.ShouldBe(new Shape(3, 1, 1, 2));
        NiftiFile.Read(Folder.Write("v.nii", NiftiBytes.Of(2, 8, [2, 1, 1, 1, 3], [1, 2, 3, 4, 5, 6]))).Shape.ShouldBe(new Shape(3, 1, 1, 2));
        NiftiFile.Read(Folder.Write("v.nii", NiftiBytes.Of(2, 8, [2, 1, 1, 1], [1, 2]))).Shape.ShouldBe(new Shape(1, 1, 2));
    }

    [Theory]
    [InlineData("v.nii")]
    [InlineData("v.nii.gz")]
    public void Write_Floats_ReadsBackEqual(string name)
    {
        var rng = new Rng(1);
        var shape = new Shape(3, 5, 4);
        float[] values = [.. Enumerable.Range(0, shape.Length).Select(_ => (float)rng.NextNormal())];
        NiftiFile.Write(Folder[name], values, shape, new VoxelSize(0.5f, 1, 2));
        NiftiVolume read = NiftiFile.Read(Folder[name]);
        read.Values.ShouldBe(values);
        read.Shape.ShouldBe(shape);
        read.Voxel.ShouldBe(new VoxelSize(0.5f, 1, 2));
        byte[] start = new byte[2];
        File.OpenRead(Folder[name]).ReadExactly(start);
        (start[0] == 0x1F && start[1] == 0x8B).ShouldBe(name.EndsWith(".gz", StringComparison.Ordinal));
        NiftiFile.Write(Folder["again" + name], values, shape, new VoxelSize(0.5f, 1, 2));
        File.ReadAllBytes(Folder["again" + name]).ShouldBe(File.ReadAllBytes(Folder[name]));
    }

    [Fact]
    public void Write_BytesAndSeries_ReadsBackEqual()
    {
        var shape = new Shape(5, 2, 2, 2);
        byte[] values = [.. Enumerable.Range(0, 40).Select(i => (byte)(i * 6))];
        NiftiFile.Write(Folder["v.nii"], values, shape);
        NiftiVolume read = NiftiFile.Read(Folder["v.nii"]);
        read.Shape.ShouldBe(shape);
        read.IsEightBit.ShouldBeTrue();
        read.Values.ShouldBe(Array.ConvertAll(values, value => (float)value));
    }

    [Fact]
    public void Write_Header_HasTheFieldsWhereOtherProgramsLook()
    {
        NiftiFile.Write(Folder["v.nii"], new float[24], new Shape(2, 3, 4), new VoxelSize(1, 2, 3));
        byte[] file = File.ReadAllBytes(Folder["v.nii"]);
        file.Length.ShouldBe(352 + (24 * 4));
        BinaryPrimitives.ReadInt32LittleEndian(file).ShouldBe(348);
        Enumerable.Range(0, 8).Select(i => (int)BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(40 + (2 * i)))).ShouldBe([3, 4, 3, 2, 1, 1, 1, 1]);
        BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(70)).ShouldBe((short)16);
        BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(72)).ShouldBe((short)32);
        BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(88)).ShouldBe(3);
        BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(108)).ShouldBe(352);
        file[344..348].ShouldBe("n+1\0"u8.ToArray());
    }

    [Fact]
    public void Write_WhatTheFormatCannotHold_IsRefused()
    {
        Should.Throw<InputException>(() => NiftiFile.Write(Folder["v.nii"], new float[4], new Shape(2, 2))).Message.ShouldContain("[2, 2]");
        Should.Throw<InputException>(() => NiftiFile.Write(Folder["v.nii"], new float[40000], new Shape(1, 1, 40000)));
        Should.Throw<ArgumentException>(() => NiftiFile.Write(Folder["v.nii"], new float[5], new Shape(1, 2, 2)));
        Should.Throw<InputException>(() => NiftiFile.Write(Folder["none/v.nii"], new float[4], new Shape(1, 2, 2))).Message.ShouldContain("folder does not exist");
        Directory.GetFiles(Folder.Path).ShouldBeEmpty();
    }

    private static readonly (string Words, Action<NiftiBytes> Change)[] s_broken =
    [
        ("n+1", file => file.Text(344, "n+2\0")),
        ("pair", file => file.Text(344, "ni1\0")),
        ("version 2", file => file.Int32(0, 540)),
        ("348 bytes", file => file.Int32(0, 1000)),
        ("0 dimensions", file => file.Int16(40, 0)),
        ("2 dimensions", file => file.Int16(40, 2)),
        ("9 dimensions", file => file.Int16(40, 9)),
        ("extent of -3", file => file.Int16(42, -3)),
        ("extent of 0", file => file.Int16(44, 0)),
        ("more than 4", file => file.Int16(40, 5).Int16(48, 2).Int16(50, 2)),
        ("bits", file => file.Int16(72, 32)),
        ("complex", file => file.Int16(70, 32)),
        ("colours", file => file.Int16(70, 128)),
        ("unknown type 3", file => file.Int16(70, 3)),
        ("begin at byte 10", file => file.Single(108, 10)),
        ("begin at byte NaN", file => file.Single(108, float.NaN)),
        ("begin at byte 352.5", file => file.Single(108, 352.5f)),
        ("promises", file => file.Int16(42, 3)),
        ("promises 35181150961663 bytes", file => file.Int16(42, 32767).Int16(44, 32767).Int16(46, 32767)),
        ("promises 1152780773560811521 bytes", file => file.Int16(40, 4).Int16(42, 32767).Int16(44, 32767).Int16(46, 32767).Int16(48, 32767)),
    ];

    public static TheoryData<string> BrokenHeaders() => [.. s_broken.Select(broken => broken.Words)];

    [Theory]
    [MemberData(nameof(BrokenHeaders))]
    public void Read_BrokenHeader_SaysWhatIsWrong(string words)
    {
        Action<NiftiBytes> change = Array.Find(s_broken, broken => broken.Words == words).Change;
        byte[] file = NiftiBytes.Of(2, 8, [2, 2, 2], new byte[8], change: change);
        foreach ((string name, byte[] bytes) in new[] { ("broken.nii", file), ("broken.nii.gz", IdxFileTests.Gzip(file)) })
        {
            string path = Folder.Write(name, bytes);
            string message = Should.Throw<InputException>(() => NiftiFile.Read(path)).Message;
            message.ShouldContain(path);
            bool shows = message.Contains(words, StringComparison.Ordinal);
            // Packed bytes are only counted as they come.
            (shows || (name.EndsWith(".gz", StringComparison.Ordinal) && message.Contains("promises", StringComparison.Ordinal))).ShouldBeTrue(message);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(100)]
    [InlineData(347)]
    [InlineData(350)]
    [InlineData(355)]
    [InlineData(361)]
    public void Read_FileOfAnotherLength_IsRefused(int length)
    {
        byte[] whole = [.. NiftiBytes.Of(2, 8, [2, 2, 2], new byte[8]), 0];
        foreach (string name in new[] { "v.nii", "v.nii.gz" })
        {
            byte[] part = whole[..length];
            string path = Folder.Write(name, name == "v.nii" ? part : IdxFileTests.Gzip(part));
            Should.Throw<InputException>(() => NiftiFile.Read(path)).Message.ShouldContain(path);
        }
    }

    [Fact]
    public void Read_PackedBytesCutShort_AreRefused()
    {
        byte[] packed = IdxFileTests.Gzip(NiftiBytes.Of(16, 32, [8, 8, 8], [.. Enumerable.Range(0, 2048).Select(i => (byte)(i * i))]));
        string path = Folder.Write("v.nii.gz", packed[..(packed.Length / 2)]);
        Should.Throw<InputException>(() => NiftiFile.Read(path)).Message.ShouldContain("cut short");
    }

    [Fact]
    public void Read_MissingFile_IsNamed() =>
        Should.Throw<InputException>(() => NiftiFile.Read(Folder["none.nii"])).Message.ShouldContain("none.nii does not exist");

    private static byte[] Stored(short type, int number, bool big)
    {
        byte[] bytes = type switch
        {
            2 => [(byte)number],
            256 => [(byte)(sbyte)number],
            4 => BitConverter.GetBytes((short)number),
            512 => BitConverter.GetBytes((ushort)number),
            8 or 768 => BitConverter.GetBytes(number),
            16 => BitConverter.GetBytes((float)number),
            64 => BitConverter.GetBytes((double)number),
            _ => BitConverter.GetBytes((long)number),
        };
        if (big)
        {
            Array.Reverse(bytes);
        }
        return bytes;
    }
}
