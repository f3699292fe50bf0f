using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Tests.Files;

public sealed class SafetensorsTests : FolderTests
{
    private string Model => Folder["model.safetensors"];

    [Fact]
    public void Save_EveryType_ReadsBackEqual()
    {
        var writer = new SafetensorsWriter { Metadata = { ["recipe"] = "{\"a\":\"ü\"}", ["format"] = "1" } };
        writer.Add("b", new Shape(3), [(byte)1, (byte)2, (byte)255]);
        writer.Add("w", new Shape(2, 2), [1.5f, -0f, float.NaN, float.MaxValue]);
        writer.Add("d", Shape.Scalar, [Math.PI]);
        writer.Add("i", new Shape(2), [int.MinValue, 7]);
        writer.Add("l", new Shape(1), [long.MinValue]);
        writer.Add("u", new Shape(1), [ulong.MaxValue]);
        writer.Add("none", new Shape(0, 5), Array.Empty<float>());
        writer.Save(Model);

        using var reader = SafetensorsReader.Open(Model);
        reader.Metadata.ShouldBe(new Dictionary<string, string> { ["format"] = "1", ["recipe"] = "{\"a\":\"ü\"}" }, ignoreOrder: true);
        reader.Names.ShouldBe(["d", "l", "u", "w", "i", "none", "b"], ignoreOrder: true);
        reader.Shape("w").ShouldBe(new Shape(2, 2));
        reader.Shape("d").ShouldBe(Shape.Scalar);
        reader.Shape("none").ShouldBe(new Shape(0, 5));
        reader.Type("b").ShouldBe(SafetensorsType.U8);
        Read<float>(reader, "w", 4).ShouldBe([1.5f, -0f, float.NaN, float.MaxValue]);
        Read<double>(reader, "d", 1).ShouldBe([Math.PI]);
        Read<byte>(reader, "b", 3).ShouldBe([1, 2, 255]);
        Read<int>(reader, "i", 2).ShouldBe([int.MinValue, 7]);
        Read<long>(reader, "l", 1).ShouldBe([long.MinValue]);
        Read<ulong>(reader, "u", 1).ShouldBe([ulong.MaxValue]);
        Read<float>(reader, "none", 0).ShouldBeEmpty();
    }

    [Fact]
    public void Write_SmallModel_HasExactlyTheBytesOfTheFormat()
    {
        var writer = new SafetensorsWriter { Metadata = { ["k"] = "v" } };
        writer.Add("a", new Shape(2), [1f, 2f]);
        using var stream = new MemoryStream();
        writer.Write(stream);

        string header = """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        header = header.PadRight((header.Length + 7) / 8 * 8);
        byte[] expected = [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(header), 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40];
        stream.ToArray().ShouldBe(expected);
    }

    [Fact]
    public void Save_EqualModels_HaveEqualHashes()
    {
        string Hash(bool reversed)
        {
            var writer = new SafetensorsWriter();
            foreach (string key in reversed ? new[] { "b", "a" } : ["a", "b"])
            {
                writer.Metadata[key] = key;
            }
            writer.Add("w", new Shape(100), () => new float[100]);
            writer.Save(Model);
            return Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Model)));
        }
        Hash(reversed: true).ShouldBe(Hash(reversed: false));
    }

    [Fact]
    public void Read_TensorLongerThanABlock_ReadsBackEqual()
    {
        float[] values = [.. Enumerable.Range(0, (1 << 20) + 17).Select(i => i * 0.5f)];
        var writer = new SafetensorsWriter();
        writer.Add("w", new Shape(values.Length), values);
        writer.Save(Model);
        using var reader = SafetensorsReader.Open(Model);
        float[] read = new float[values.Length];
        reader.ReadSingles("w", read);
        read.AsSpan().SequenceEqual(values).ShouldBeTrue();
    }

    [Theory]
    [InlineData("F16", new byte[] { 0x00, 0x3E })]
    [InlineData("BF16", new byte[] { 0xC0, 0x3F })]
    [InlineData("F32", new byte[] { 0, 0, 0xC0, 0x3F })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xF8, 0x3F })]
    public void ReadSingles_OtherPrecision_Converts(string type, byte[] data)
    {
        Craft($$$"""{"w":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{data.Length}}}]}}""", data);
        using var reader = SafetensorsReader.Open(Model);
        float[] value = new float[1];
        reader.ReadSingles("w", value);
        value[0].ShouldBe(1.5f);
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}""", "is cut short: its header promises 12 bytes of data and 8 are there")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "4 bytes after its last tensor")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "takes 8 bytes, but its offsets are 0 and 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "leaves a hole")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"v":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'v'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "stands in it twice")]
    [InlineData("""{"w":{"dtype":"F99","shape":[2],"data_offsets":[0,8]}}""", "'F99'")]
    [InlineData("""{"w":{"dtype":"9","shape":[2],"data_offsets":[0,8]}}""", "'9'")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "negative")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", "too large")]
    [InlineData("""{"w":{"dtype":"F32","shape":[65536,65536,65536,65536],"data_offsets":[0,0]}}""", "too large")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1,1,1,1,1,1,8],"data_offsets":[0,8]}}""", "7 dimensions")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "its offsets are 8 and 0")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,1e300]}}""", "no proper dtype")]
    [InlineData("""{"w":7}""", "no proper dtype")]
    [InlineData("""{"__metadata__":{"a":1}}""", "metadata")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "not valid JSON")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("hello", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public void Open_BadHeader_NamesTheFileAndTheFault(string header, string fault)
    {
        Craft(header, new byte[8]);
        string message = Should.Throw<InputException>(() => SafetensorsReader.Open(Model)).Message;
        message.ShouldContain(Model);
        message.ShouldContain(fault);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(100_000_001UL)]
    [InlineData(50_000_000UL)]
    public void Open_HeaderLongerThanTheFile_IsRefusedBeforeAllocating(ulong length)
    {
        byte[] file = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        File.WriteAllBytes(Model, file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InputException>(() => SafetensorsReader.Open(Model)).Message.ShouldContain("its header would be");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    [Fact]
    public void Open_MissingFileOrFolder_SaysWhichItIs()
    {
        Should.Throw<InputException>(() => SafetensorsReader.Open(Model)).Message.ShouldBe($"{Model} does not exist; check the name.");
        Should.Throw<InputException>(() => SafetensorsReader.Open(Folder.Path)).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void Read_WrongNameTypeOrLength_NamesTheTensor()
    {
        var writer = new SafetensorsWriter();
        writer.Add("w", new Shape(2), [1f, 2f]);
        writer.Save(Model);
        using var reader = SafetensorsReader.Open(Model);
        Should.Throw<InputException>(() => reader.Shape("v")).Message.ShouldContain($"{Model} has no tensor 'v'");
        Should.Throw<InputException>(() => reader.Read("w", new int[2].AsSpan())).Message.ShouldContain("holds F32, but I32 is needed");
        Should.Throw<InputException>(() => reader.ReadSingles("w", new float[3])).Message.ShouldContain("has 2 values of shape [2], but 3 are needed");
    }

    [Fact]
    public void Add_NameTakenOrWrongLength_Throws()
    {
        var writer = new SafetensorsWriter();
        writer.Add("w", new Shape(2), [1f, 2f]);
        Should.Throw<ArgumentException>(() => writer.Add("w", new Shape(1), [1f]));
        Should.Throw<ArgumentException>(() => writer.Add("__metadata__", new Shape(1), [1f]));
        Should.Throw<ArgumentException>(() => writer.Add("v", new Shape(3), [1f]));
    }

    [Fact]
    public void Open_ThousandsOfMutatedFiles_NothingButInputException()
    {
        var writer = new SafetensorsWriter { Metadata = { ["k"] = "v" } };
        writer.Add("w", new Shape(2, 2), [1f, 2f, 3f, 4f]);
        writer.Add("b", new Shape(3), [(byte)1, (byte)2, (byte)3]);
        using var stream = new MemoryStream();
        writer.Write(stream);
        byte[] original = stream.ToArray();
        byte[] structural = "0123456789-{}[]\",:\\eE. \0\u00ffu"u8.ToArray();
        var rng = new Rng(7);
        int refused = 0, read = 0;
        for (int round = 0; round < 4000; round++)
        {
            byte[] bytes = original[..(rng.Next(4) == 0 ? rng.Next(original.Length + 1) : original.Length)];
            for (int edits = 1 + rng.Next(4); edits > 0 && bytes.Length > 0; edits--)
            {
                int at = rng.Next(3) == 0 ? rng.Next(Math.Min(9, bytes.Length)) : rng.Next(bytes.Length);
                bytes[at] = rng.Next(2) == 0 ? (byte)rng.Next(256) : structural[rng.Next(structural.Length)];
            }
            File.WriteAllBytes(Model, bytes);
            try
            {
                using var reader = SafetensorsReader.Open(Model);
                foreach (string name in reader.Names)
                {
                    int length = reader.Shape(name).Length;
                    if (reader.Type(name) == SafetensorsType.U8)
                    {
                        reader.Read(name, new byte[length].AsSpan());
                    }
                    else
                    {
                        reader.ReadSingles(name, new float[length]);
                    }
                }
                read++;
            }
            catch (InputException)
            {
                refused++;
            }
        }
        refused.ShouldBeGreaterThan(2000);
        read.ShouldBeGreaterThan(20);
    }

    private static T[] Read<T>(SafetensorsReader reader, string name, int count)
        where T : unmanaged
    {
        var values = new T[count];
        reader.Read(name, values.AsSpan());
        return values;
    }

    private void Craft(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        File.WriteAllBytes(Model, [.. length, .. json, .. data]);
    }
}
