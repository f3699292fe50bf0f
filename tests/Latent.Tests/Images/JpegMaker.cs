using System.Buffers.Binary;

namespace Latent.Tests.Images;

/// <summary>Writes baseline JPEG files whose blocks of 8 x 8 pixels are flat, so that what a decoder must give is known exactly.</summary>
internal static class JpegMaker
{
    /// <summary>A file.</summary>
    /// <param name="columns">Blocks in a row.</param>
    /// <param name="rows">Rows of blocks.</param>
    /// <param name="components">1 for grey, 3 for luma and two chromas.</param>
    /// <param name="levels">The level of every component of every block.</param>
    public static byte[] Make(int columns, int rows, int components, byte[] levels)
    {
        var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        Part(file, 0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        Part(file, 0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]);
        byte[] frame = new byte[6 + (3 * components)];
        frame[0] = 8;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)(8 * rows));
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(3), (ushort)(8 * columns));
        frame[5] = (byte)components;
        byte[] scan = new byte[4 + (2 * components)];
        scan[0] = (byte)components;
        for (int c = 0; c < components; c++)
        {
            (frame[6 + (3 * c)], frame[7 + (3 * c)]) = ((byte)(c + 1), 0x11);
            scan[1 + (2 * c)] = (byte)(c + 1);
        }
        scan[^2] = 63;
        Part(file, 0xC0, frame);
        // Twelve sizes of differences, each a code of four bits; and one code of one bit for the end of a block.
        Part(file, 0xC4, [0x00, 0, 0, 0, 12, .. new byte[12], .. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        Part(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        Part(file, 0xDA, scan);
        var bits = new List<bool>();
        int[] before = new int[components];
        for (int i = 0; i < levels.Length; i++)
        {
            int value = 8 * (levels[i] - 128), difference = value - before[i % components];
            before[i % components] = value;
            int size = difference == 0 ? 0 : (int)Math.Log2(Math.Abs(difference)) + 1;
            Add(bits, size, 4);
            Add(bits, difference < 0 ? difference + (1 << size) - 1 : difference, size);
            Add(bits, 0, 1);
        }
        while (bits.Count % 8 != 0)
        {
            bits.Add(true);
        }
        for (int i = 0; i < bits.Count; i += 8)
        {
            byte value = 0;
            for (int b = 0; b < 8; b++)
            {
                value = (byte)((value << 1) | (bits[i + b] ? 1 : 0));
            }
            file.WriteByte(value);
            if (value == 0xFF)
            {
                file.WriteByte(0);
            }
        }
        file.Write([0xFF, 0xD9]);
        return file.ToArray();
    }

    private static void Add(List<bool> bits, int value, int count)
    {
        for (int b = count - 1; b >= 0; b--)
        {
            bits.Add(((value >> b) & 1) != 0);
        }
    }

    private static void Part(Stream file, byte marker, byte[] content)
    {
        file.Write([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)]);
        file.Write(content);
    }
}
