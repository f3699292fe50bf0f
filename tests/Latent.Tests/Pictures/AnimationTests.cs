using System.Buffers.Binary;
using System.Text;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Tests.Pictures;

public sealed class AnimationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(3, 3)]
    [InlineData(4, 2)]
    public void ToPngBytes_Frames_DecodeToTheirPixels(int channels, int count)
    {
        var rng = new Rng(3);
        Picture[] frames = [.. Enumerable.Range(0, count).Select(_ => Noise(7, 5, channels, rng))];
        byte[] file = new Animation(frames, 40).ToPngBytes();
        List<(string Type, byte[] Data)> chunks = Chunks(file);
        chunks.Select(chunk => chunk.Type).ShouldBe(["IHDR", "acTL", "fcTL", "IDAT", .. Enumerable.Range(1, count - 1).SelectMany(_ => new[] { "fcTL", "fdAT" }), "IEND"]);
        Word(chunks[1].Data, 0).ShouldBe(count);
        Word(chunks[1].Data, 4).ShouldBe(0);
        int sequence = 0, shown = 0;
        for (int i = 2; i < chunks.Count - 1; i += 2)
        {
            byte[] control = chunks[i].Data;
            control.Length.ShouldBe(26);
            new[] { Word(control, 0), Word(control, 4), Word(control, 8), Word(control, 12), Word(control, 16) }.ShouldBe([sequence++, 7, 5, 0, 0]);
            BinaryPrimitives.ReadUInt16BigEndian(control.AsSpan(20)).ShouldBe((ushort)40);
            BinaryPrimitives.ReadUInt16BigEndian(control.AsSpan(22)).ShouldBe((ushort)1000);
            byte[] pixels = chunks[i + 1].Data;
            if (shown > 0)
            {
                Word(pixels, 0).ShouldBe(sequence++);
                pixels = pixels[4..];
            }
            // One frame as a file of its own.
            byte[] still = [.. file[..8], .. Chunk("IHDR", chunks[0].Data), .. Chunk("IDAT", pixels), .. Chunk("IEND", [])];
            PngDecoder.Decode(still).Samples.ShouldBe(frames[shown++].Samples.ToArray());
        }
        shown.ShouldBe(count);
    }

    [Fact]
    public void SavePng_Path_HoldsTheBytes()
    {
        using var folder = new TemporaryFolder();
        var animation = new Animation([new Picture(2, 2, 1), new Picture(2, 2, 1)]);
        animation.SavePng(folder["a.png"]);
        File.ReadAllBytes(folder["a.png"]).ShouldBe(animation.ToPngBytes());
    }

    [Fact]
    public void Animation_FramesThatDiffer_AreRefused()
    {
        Should.Throw<ArgumentException>(() => new Animation([new Picture(2, 2, 1), new Picture(2, 3, 1)]));
        Should.Throw<ArgumentException>(() => new Animation([new Picture(2, 2, 1), new Picture(2, 2, 3)]));
        Should.Throw<ArgumentException>(() => new Animation([]));
        Should.Throw<ArgumentOutOfRangeException>(() => new Animation([new Picture(2, 2, 1)], 70000));
    }

    private static Picture Noise(int width, int height, int channels, Rng rng)
    {
        var picture = new Picture(width, height, channels);
        for (int i = 0; i < picture.Samples.Length; i++)
        {
            picture.Samples[i] = (byte)rng.Next(256);
        }
        return picture;
    }

    private static List<(string Type, byte[] Data)> Chunks(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        for (int at = 8; at < file.Length;)
        {
            int length = Word(file, at);
            byte[] data = file[(at + 8)..(at + 8 + length)];
            string type = Encoding.ASCII.GetString(file, at + 4, 4);
            file[at..(at + 12 + length)].ShouldBe(Chunk(type, data));
            chunks.Add((type, data));
            at += 12 + length;
        }
        return chunks;
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
        byte[] chunk = [.. new byte[4], .. body, .. new byte[4]];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(4 + body.Length), PngDecoder.Crc(body));
        return chunk;
    }

    private static int Word(byte[] bytes, int at) => BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
}
