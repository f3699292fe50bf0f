namespace Latent.Images;

/// <summary>Reads JPEG files through libturbojpeg.</summary>
internal static class JpegReader
{
    /// <summary>Decodes a file to grey or colour, 8 bits a sample.</summary>
    /// <exception cref="InputException">It is damaged or cut short, or libturbojpeg is not installed.</exception>
    public static Image Decode(byte[] file, string name)
    {
        using var stream = new MemoryStream(file, writable: false);
        ImageHeader header = JpegHeader.Read(stream, name);
        JpegLibrary library = JpegLibrary.Require(name);
        var image = new Image(header.Width, header.Height, header.Channels);
        if (header.HasInks)
        {
            byte[] inks = new byte[header.Width * header.Height * 4];
            library.DecodeInks(file, inks, header.Width, header.Height, name);
            FromInks(inks, image.Samples);
        }
        else
        {
            library.Decode(file, image, name);
        }
        return image;
    }

    /// <summary>Cyan, magenta, yellow and black as such files hold them, inverted: 255 is no ink.</summary>
    private static void FromInks(ReadOnlySpan<byte> inks, Span<byte> colours)
    {
        for (int from = 0, to = 0; from < inks.Length; from += 4, to += 3)
        {
            for (int c = 0; c < 3; c++)
            {
                colours[to + c] = (byte)(((inks[from + c] * inks[from + 3]) + 127) / 255);
            }
        }
    }
}
