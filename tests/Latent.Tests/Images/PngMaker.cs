using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Latent.Tensors;

namespace Latent.Tests.Images;

/// <summary>A form that PNG files can have.</summary>
public sealed record PngForm(int Kind, int Depth, bool Interlaced = false, bool Transparency = false, int Pieces = 1)
{
    public int Stored => Kind switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
}

/// <summary>Writes PNG files of every form from stored samples; it shares nothing with the reader.</summary>
internal static class PngMaker
{
    /// <summary>All colour types with all their depths, both orders, with and without a transparent colour.</summary>
    public static IEnumerable<PngForm> Forms =>
        from kind in new[] { 0, 2, 3, 4, 6 }
        from depth in kind switch { 0 => new[] { 1, 2, 4, 8, 16 }, 3 => [1, 2, 4, 8], _ => [8, 16] }
        from interlaced in new[] { false, true }
        from transparency in kind is 4 or 6 ? new[] { false } : [false, true]
        select new PngForm(kind, depth, interlaced, transparency);

    /// <summary>Random samples, [height, width, stored channels], each below 2^depth.</summary>
    public static int[] Samples(PngForm form, int width, int height, Rng rng) =>
        [.. Enumerable.Range(0, width * height * form.Stored).Select(_ => rng.Next(1 << form.Depth))];

    /// <summary>A palette of random colours.</summary>
    public static byte[] Palette(PngForm form, Rng rng) => [.. Enumerable.Range(0, 3 << form.Depth).Select(_ => (byte)rng.Next(256))];

    /// <summary>A file.</summary>
    /// <param name="form">Its form.</param>
    /// <param name="width">Pixels a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="samples">Stored samples.</param>
    /// <param name="palette">The palette, if the form has one.</param>
    /// <param name="transparency">The content of tRNS, if the form has one.</param>
    /// <param name="rng">Chooses the filters.</param>
    public static byte[] Make(PngForm form, int width, int height, int[] samples, byte[]? palette, byte[]? transparency, Rng rng)
    {
        var file = new MemoryStream();
        file.Write([137, 80, 78, 71, 13, 10, 26, 10]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)form.Depth, (byte)form.Kind, (byte)(form.Interlaced ? 1 : 0));
        Chunk(file, "IHDR", header);
        Chunk(file, "tEXt", "Title\0Made for a test"u8.ToArray());
        if (palette is not null)
        {
            Chunk(file, "PLTE", palette);
        }
        if (transparency is not null)
        {
            Chunk(file, "tRNS", transparency);
        }
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach ((int x, int y, int dx, int dy) in form.Interlaced
                ? new[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) }
                : [(0, 0, 1, 1)])
            {
                Pass(zlib, form, width, height, samples, (x, y, dx, dy), rng);
            }
        }
        byte[] data = packed.ToArray();
        int piece = (data.Length + form.Pieces - 1) / form.Pieces;
        for (int at = 0; at < data.Length; at += piece)
        {
            Chunk(file, "IDAT", data[at..Math.Min(at + piece, data.Length)]);
        }
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>Makes the sums of all chunks right again, as far as the chunks can be followed.</summary>
    public static void Repair(byte[] file)
    {
        for (long at = 8; at + 12 <= file.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan((int)at));
            if (length > file.Length - at - 12)
            {
                return;
            }
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan((int)(at + 8 + length)), Crc(file.AsSpan((int)at + 4, (int)length + 4)));
            at += 12 + length;
        }
    }

    public static void Chunk(Stream file, string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        byte[] word = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        file.Write(word);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc(named));
        file.Write(word);
    }

    private static void Pass(Stream target, PngForm form, int width, int height, int[] samples, (int X, int Y, int Dx, int Dy) pass, Rng rng)
    {
        int bits = form.Stored * form.Depth, distance = Math.Max(1, bits / 8);
        byte[]? above = null;
        for (int y = pass.Y; y < height && pass.X < width; y += pass.Dy)
        {
            var values = new List<int>();
            for (int x = pass.X; x < width; x += pass.Dx)
            {
                values.AddRange(samples.AsSpan(((y * width) + x) * form.Stored, form.Stored));
            }
            byte[] row = new byte[((values.Count * form.Depth) + 7) / 8];
            for (int i = 0; i < values.Count; i++)
            {
                if (form.Depth == 16)
                {
                    BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * i), (ushort)values[i]);
                }
                else
                {
                    int bit = i * form.Depth;
                    row[bit / 8] |= (byte)(values[i] << (8 - form.Depth - (bit % 8)));
                }
            }
            above ??= new byte[row.Length];
            int filter = rng.Next(5);
            target.WriteByte((byte)filter);
            for (int i = 0; i < row.Length; i++)
            {
                int a = i >= distance ? row[i - distance] : 0, b = above[i], c = i >= distance ? above[i - distance] : 0;
                int paeth = new[] { a, b, c }.MinBy(v => Math.Abs(a + b - c - v));
                target.WriteByte((byte)(row[i] - filter switch { 1 => a, 2 => b, 3 => (a + b) >> 1, 4 => paeth, _ => 0 }));
            }
            above = row;
        }
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }
        return ~crc;
    }
}
