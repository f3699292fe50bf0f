using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Latent.Images;

namespace Latent.Pictures;

/// <summary>Writes pictures in the PNG format (ISO/IEC 15948), 8 bits a sample, not interlaced.</summary>
public static class Png
{
    private enum Filter : byte
    {
        None,
        Left,
        Up,
        Average,
        Paeth,
    }

    /// <summary>Writes <paramref name="picture"/> as grey, RGB or RGBA.</summary>
    public static void Write(Stream stream, Picture picture)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(picture);
        stream.Write(PngHeader.Signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), picture.Height);
        header[8] = 8;
        header[9] = picture.Channels switch { 1 => 0, 3 => 2, _ => 6 };
        Chunk(stream, "IHDR", header);
        Chunk(stream, "IDAT", Compress(picture));
        Chunk(stream, "IEND", []);
    }

    private static void Chunk(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        byte[] name = Encoding.ASCII.GetBytes(type);
        stream.Write(name);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, ~PngChecksum.Add(PngChecksum.Add(uint.MaxValue, name), data));
        stream.Write(word);
    }

    private static ReadOnlySpan<byte> Compress(Picture picture)
    {
        var buffer = new MemoryStream();
        using (var zlib = new ZLibStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            int stride = picture.Width * picture.Channels;
            byte[] above = new byte[stride], best = new byte[stride + 1], trial = new byte[stride + 1];
            for (int y = 0; y < picture.Height; y++)
            {
                ReadOnlySpan<byte> row = picture.Samples.Slice(y * stride, stride);
                long least = long.MaxValue;
                for (Filter filter = Filter.None; filter <= Filter.Paeth; filter++)
                {
                    long size = Apply(filter, row, above, picture.Channels, trial);
                    if (size < least)
                    {
                        least = size;
                        (best, trial) = (trial, best);
                    }
                }
                zlib.Write(best);
                row.CopyTo(above);
            }
        }
        return buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
    }

    /// <summary>Replaces each sample by its difference from a guess, and returns the sum of the differences: the smaller, the better the row will compress.</summary>
    private static long Apply(Filter filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int channels, Span<byte> target)
    {
        target[0] = (byte)filter;
        long size = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int left = i < channels ? 0 : row[i - channels], up = above[i], corner = i < channels ? 0 : above[i - channels];
            int guess = filter switch
            {
                Filter.Left => left,
                Filter.Up => up,
                Filter.Average => (left + up) / 2,
                Filter.Paeth => PngFilter.Paeth(left, up, corner),
                _ => 0,
            };
            target[i + 1] = (byte)(row[i] - guess);
            size += Math.Abs((int)(sbyte)target[i + 1]);
        }
        return size;
    }
}
