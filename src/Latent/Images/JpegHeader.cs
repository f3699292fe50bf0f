using System.Buffers.Binary;

namespace Latent.Images;

/// <summary>What a JPEG file says about its image, read without any library.</summary>
internal static class JpegHeader
{
    // A block of 64 pixels costs a bit or more; files with far fewer are not images.
    private const int MostPixelsPerByte = 1024;

    /// <summary>Walks from marker to marker to the one with the size.</summary>
    /// <exception cref="InputException">It is damaged, or its bytes cannot hold so many pixels.</exception>
    public static ImageHeader Read(Stream stream, string name)
    {
        Span<byte> bytes = stackalloc byte[8];
        stream.Position = 2;
        while (Fill(stream, bytes[..2]))
        {
            if (bytes[0] != 0xFF)
            {
                throw new InputException($"{name} is damaged: a JPEG marker is expected where it has something else.");
            }
            byte marker = bytes[1];
            while (marker == 0xFF && Fill(stream, bytes[..1]))
            {
                marker = bytes[0];
            }
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                continue;
            }
            if (marker is 0xD9 or 0xDA || !Fill(stream, bytes[..2]))
            {
                break;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes);
            if (length < 2)
            {
                throw new InputException($"{name} is damaged: a part of it has no length.");
            }
            // All start-of-frame markers; those between them are tables.
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return Fill(stream, bytes[..6]) ? Frame(bytes, stream.Length, name) : throw CutShort(name);
            }
            stream.Position += length - 2;
        }
        throw CutShort(name);
    }

    private static ImageHeader Frame(ReadOnlySpan<byte> frame, long fileBytes, string name)
    {
        int bits = frame[0], height = BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), width = BinaryPrimitives.ReadUInt16BigEndian(frame[3..]), components = frame[5];
        return bits == 8 && width > 0 && height > 0 && components is 1 or 3 or 4
            ? new ImageHeader(ImageFormat.Jpeg, width, height, components == 1 ? 1 : 3, 8) { HasInks = components == 4 }.Require(name, fileBytes, MostPixelsPerByte)
            : throw new InputException($"{name} is damaged, or a JPEG of a kind that is not read (size {width} x {height}, {components} components of {bits} bits).");
    }

    private static bool Fill(Stream stream, Span<byte> bytes) => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;

    private static InputException CutShort(string name) => new($"{name} is cut short: it ends before its size is said.");
}
