using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Latent.Tests.Pictures;

/// <summary>A PNG reader that shares nothing with the writer; it checks every chunk's sum, bit by bit.</summary>
internal static class PngDecoder
{
    public static (int Width, int Height, int Channels, byte[] Samples) Decode(byte[] file)
    {
        file[..8].ShouldBe([137, 80, 78, 71, 13, 10, 26, 10]);
        byte[] header = [];
        var packed = new MemoryStream();
        bool ended = false;
        for (int at = 8; at < file.Length;)
        {
            ended.ShouldBeFalse();
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + length)).ShouldBe(Crc(file.AsSpan(at + 4, length + 4)));
            byte[] data = file[(at + 8)..(at + 8 + length)];
            switch (Encoding.ASCII.GetString(file, at + 4, 4))
            {
                case "IHDR": header = data; break;
                case "IDAT": packed.Write(data); break;
                case "IEND": ended = true; break;
                default: throw new InvalidDataException("An unexpected chunk.");
            }
            at += 12 + length;
        }
        ended.ShouldBeTrue();
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
        int channels = (header[8], header[9]) switch { (8, 0) => 1, (8, 2) => 3, (8, 6) => 4, _ => throw new InvalidDataException("Another kind.") };
        packed.Position = 0;
        var filtered = new MemoryStream();
        new ZLibStream(packed, CompressionMode.Decompress).CopyTo(filtered);
        return (width, height, channels, Unfilter(filtered.ToArray(), width * channels, height, channels));
    }

    private static byte[] Unfilter(byte[] filtered, int stride, int height, int channels)
    {
        filtered.Length.ShouldBe((stride + 1) * height);
        byte[] samples = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < stride; x++)
            {
                int a = x >= channels ? samples[(y * stride) + x - channels] : 0;
                int b = y > 0 ? samples[((y - 1) * stride) + x] : 0;
                int c = x >= channels && y > 0 ? samples[((y - 1) * stride) + x - channels] : 0;
                int p = a + b - c;
                int paeth = new[] { a, b, c }.MinBy(v => Math.Abs(p - v));
                int guess = filtered[y * (stride + 1)] switch { 0 => 0, 1 => a, 2 => b, 3 => (a + b) >> 1, 4 => paeth, _ => throw new InvalidDataException("No such filter.") };
                samples[(y * stride) + x] = (byte)(filtered[(y * (stride + 1)) + 1 + x] + guess);
            }
        }
        return samples;
    }

    public static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                bool odd = ((crc ^ (uint)(b >> bit)) & 1) != 0;
                crc = (crc >> 1) ^ (odd ? 0xEDB88320u : 0);
            }
        }
        return ~crc;
    }
}
