using System.Buffers.Binary;
using System.IO.Compression;

namespace Latent.Images;

/// <summary>Reads the chunks of PNG files: all colour types, depths and both orders of pixels. Checksums are checked; what does not change pixels is passed over.</summary>
internal static class PngReader
{
    /// <summary>Decodes a file.</summary>
    /// <exception cref="InputException">It is damaged or cut short.</exception>
    public static Image Decode(byte[] file, string name)
    {
        PngHeader header = PngHeader.Read(file, file.Length, name);
        byte[]? palette = null, transparency = null;
        using MemoryStream packed = Packed(file, header, name, ref palette, ref transparency);
        if (header.Kind == PngHeader.Palette && palette is null)
        {
            throw new InputException($"{name} is damaged: it has no palette, and its pixels refer to one.");
        }
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            return new PngPixels(header, palette, transparency, name).Read(zlib);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{name} is damaged: its compressed pixels cannot be unpacked.", e);
        }
    }

    /// <summary>Walks through the chunks; the pixels of all image chunks come one after the other.</summary>
    private static MemoryStream Packed(byte[] file, PngHeader header, string name, ref byte[]? palette, ref byte[]? transparency)
    {
        var pieces = new List<Range>();
        bool ended = false, interrupted = false;
        int at = PngHeader.Length;
        while (!ended)
        {
            ReadOnlySpan<byte> rest = file.AsSpan(at);
            uint length = rest.Length >= 12 ? BinaryPrimitives.ReadUInt32BigEndian(rest) : uint.MaxValue;
            if (length > rest.Length - 12)
            {
                throw new InputException($"{name} is cut short: it ends in the middle of its chunks.");
            }
            int size = (int)length;
            ReadOnlySpan<byte> chunk = rest.Slice(4, size + 4), kind = chunk[..4], data = chunk[4..];
            bool ancillary = (kind[0] & 0x20) != 0, isTransparency = kind.SequenceEqual("tRNS"u8);
            if ((!ancillary || isTransparency) && PngChecksum.Of(chunk) != BinaryPrimitives.ReadUInt32BigEndian(rest[(size + 8)..]))
            {
                throw new InputException($"{name} is damaged: a checksum is wrong.");
            }
            if (kind.SequenceEqual("IDAT"u8))
            {
                if (interrupted)
                {
                    throw new InputException($"{name} is damaged: its pixels are interrupted by something else.");
                }
                pieces.Add((at + 8)..(at + 8 + size));
            }
            else
            {
                interrupted = pieces.Count > 0;
                ended = kind.SequenceEqual("IEND"u8);
                if (kind.SequenceEqual("PLTE"u8))
                {
                    palette = Palette(data, name);
                }
                else if (isTransparency)
                {
                    transparency = Transparency(data, header, name);
                }
                else if (!ancillary && !ended)
                {
                    throw new InputException($"{name} is damaged, or newer than this reader: it has a part that is not known.");
                }
            }
            at += size + 12;
        }
        return pieces switch
        {
            [] => throw new InputException($"{name} is damaged: it holds no pixels."),
            [Range one] => new MemoryStream(file, one.Start.Value, one.End.Value - one.Start.Value, writable: false),
            _ => Joined(file, pieces),
        };
    }

    private static MemoryStream Joined(byte[] file, List<Range> pieces)
    {
        var joined = new MemoryStream(pieces.Sum(piece => piece.End.Value - piece.Start.Value));
        foreach (Range piece in pieces)
        {
            joined.Write(file.AsSpan(piece));
        }
        joined.Position = 0;
        return joined;
    }

    private static byte[] Palette(ReadOnlySpan<byte> data, string name) => data.Length is > 0 and <= 768 && data.Length % 3 == 0
        ? data.ToArray()
        : throw new InputException($"{name} is damaged: its palette is not 1 to 256 colours.");

    private static byte[] Transparency(ReadOnlySpan<byte> data, PngHeader header, string name)
    {
        bool fits = header.Kind switch
        {
            PngHeader.Grey => data.Length == 2,
            PngHeader.Colour => data.Length == 6,
            PngHeader.Palette => data.Length is > 0 and <= 256,
            _ => false,
        };
        return fits ? data.ToArray() : throw new InputException($"{name} is damaged: its transparency does not fit its colour type.");
    }
}
