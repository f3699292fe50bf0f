using System.Buffers.Binary;

namespace Latent.Images;

/// <summary>The first chunk of a PNG file.</summary>
/// <param name="Image">Size, channels and bits as they are decoded, transparency aside.</param>
/// <param name="Kind">The colour type: 0 grey, 2 colour, 3 palette, 4 grey and opacity, 6 colour and opacity.</param>
/// <param name="Depth">Bits a stored sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Interlaced">Whether the pixels come in the seven passes of Adam7.</param>
internal readonly record struct PngHeader(ImageHeader Image, int Kind, int Depth, bool Interlaced)
{
    public const int Grey = 0, Colour = 2, Palette = 3, GreyOpacity = 4, ColourOpacity = 6;

    /// <summary>Where the header ends: signature, and a chunk of 13 bytes with its length, name and sum.</summary>
    public const int Length = 33;

    // Deflate expands at most 1032 to 1, and 8 pixels of one bit fit a byte.
    private const int MostExpansion = 1032;

    /// <summary>How every PNG file begins.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Stored samples a pixel.</summary>
    public int StoredChannels => Kind switch { Colour => 3, GreyOpacity => 2, ColourOpacity => 4, _ => 1 };

    /// <summary>Stored bits a pixel.</summary>
    public int PixelBits => StoredChannels * Depth;

    /// <summary>Bytes that this many pixels of a row take.</summary>
    public int RowBytes(int pixels) => (int)((((long)pixels * PixelBits) + 7) / 8);

    /// <summary>Reads the header.</summary>
    /// <param name="start">The first bytes of the file.</param>
    /// <param name="fileBytes">How many bytes it has in all.</param>
    /// <param name="name">What it is called.</param>
    /// <exception cref="InputException">It is damaged, or the file is too short for so many pixels.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> start, long fileBytes, string name)
    {
        if (start.Length < Length)
        {
            throw new InputException($"{name} is cut short: a PNG header needs {Length} bytes.");
        }
        ReadOnlySpan<byte> chunk = start[8..Length];
        if (BinaryPrimitives.ReadInt32BigEndian(chunk) != 13 || !chunk[4..8].SequenceEqual("IHDR"u8))
        {
            throw new InputException($"{name} is damaged: it does not begin with a PNG header.");
        }
        if (PngChecksum.Of(chunk[4..21]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[21..]))
        {
            throw new InputException($"{name} is damaged: the checksum of its header is wrong.");
        }
        ReadOnlySpan<byte> data = chunk[8..21];
        int width = BinaryPrimitives.ReadInt32BigEndian(data), height = BinaryPrimitives.ReadInt32BigEndian(data[4..]);
        int depth = data[8], kind = data[9];
        bool known = kind switch
        {
            Grey => depth is 1 or 2 or 4 or 8 or 16,
            Palette => depth is 1 or 2 or 4 or 8,
            Colour or GreyOpacity or ColourOpacity => depth is 8 or 16,
            _ => false,
        };
        if (!known || width <= 0 || height <= 0 || data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new InputException($"{name} is damaged: its PNG header says what cannot be (size {width} x {height}, colour type {kind}, {depth} bits).");
        }
        int channels = kind switch { Grey => 1, GreyOpacity => 2, ColourOpacity => 4, _ => 3 };
        var header = new PngHeader(new ImageHeader(ImageFormat.Png, width, height, channels, depth == 16 ? 16 : 8), kind, depth, data[12] == 1);
        header.Image.Require(name, fileBytes, MostExpansion * 8);
        // A row has a byte for its filter, too, so that a wide image is told from a tall one.
        return (long)(header.RowBytes(width) + (header.Interlaced ? 0L : 1)) * height / MostExpansion > fileBytes
            ? throw new InputException($"{name} is damaged: it says that it has {width} x {height} pixels, which its {fileBytes} bytes cannot hold.")
            : header;
    }
}
