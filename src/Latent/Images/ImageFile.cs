using Latent.Data;
using Latent.Files;

namespace Latent.Images;

/// <summary>Reads and writes image files. The format is told by the content, never by the name.</summary>
public static class ImageFile
{
    /// <summary>The longest file that is read, in bytes: the largest image of 16 bits and 4 channels, and some room.</summary>
    private const long MostBytes = (Image.MostPixels * 8) + (16 << 20);

    private static readonly string[] Extensions =
        [".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".ppm", ".pgm", ".pnm", ".pbm", ".pam", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".avif", ".heic"];

    /// <summary>Whether a file's name is one of an image, readable or not.</summary>
    public static bool IsImageName(string path) => Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The format that a file begins like; null for none that can be read.</summary>
    /// <param name="start">The first bytes, 8 at least unless the file is shorter.</param>
    public static ImageFormat? FormatOf(ReadOnlySpan<byte> start) =>
        start.StartsWith(PngHeader.Signature) ? ImageFormat.Png
        : start.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? ImageFormat.Jpeg
        : Netpbm.Recognises(start) ? ImageFormat.Netpbm
        : null;

    /// <summary>Reads what a file says about its image; the pixels are not looked at.</summary>
    /// <exception cref="InputException">It cannot be read, is no image, or says what cannot be.</exception>
    public static ImageHeader ReadHeader(string path)
    {
        using FileStream stream = Open(path);
        try
        {
            byte[] start = InputFile.Start(stream, 4096);
            return RequireFormat(start, path) switch
            {
                ImageFormat.Png => PngHeader.Read(start, stream.Length, path).Image,
                ImageFormat.Jpeg => JpegHeader.Read(stream, path),
                _ => Netpbm.ReadHeader(start, stream.Length, path),
            };
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(path, e);
        }
    }

    /// <summary>Reads an image.</summary>
    /// <exception cref="InputException">It cannot be read, is no image, is damaged or cut short, or is a JPEG and libturbojpeg is not installed.</exception>
    public static Image Read(string path)
    {
        using FileStream stream = Open(path);
        if (stream.Length > MostBytes)
        {
            throw new InputException($"{path} has {stream.Length} bytes, too many for an image.");
        }
        try
        {
            RequireFormat(InputFile.Start(stream, 8), path);
            byte[] bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return Decode(bytes, path);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(path, e);
        }
    }

    /// <summary>Decodes the bytes of a file.</summary>
    /// <param name="bytes">All of the file.</param>
    /// <param name="name">What to call it when it cannot be used.</param>
    /// <exception cref="InputException">It is no image, or it is damaged, or it is a JPEG and libturbojpeg is not installed.</exception>
    public static Image Decode(byte[] bytes, string name)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return RequireFormat(bytes, name) switch
        {
            ImageFormat.Png => PngReader.Decode(bytes, name),
            ImageFormat.Jpeg => JpegReader.Decode(bytes, name),
            _ => Netpbm.Decode(bytes, name),
        };
    }

    /// <summary>Writes an image in one step: PNG with 8 bits a sample (.png), or a PGM or PPM without loss (.pgm, .ppm, .pnm).</summary>
    /// <exception cref="InputException">The name is that of another format, the format cannot hold the image, or the file cannot be written.</exception>
    public static void Write(string path, Image image)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(image);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png":
                image.ToPicture().SavePng(path);
                break;
            case ".pgm" or ".ppm" or ".pnm":
                if (image.HasOpacity)
                {
                    throw new InputException($"{path} cannot hold opacity; name a .png file.");
                }
                AtomicFile.Write(path, stream => Netpbm.Write(stream, image));
                break;
            default:
                throw new InputException($"{path} is of no format that images are written in; name a .png, .pgm or .ppm file.");
        }
    }

    private static FileStream Open(string path)
    {
        FileStream stream = InputFile.Open(path);
        if (stream.CanSeek)
        {
            return stream;
        }
        stream.Dispose();
        throw new InputException($"{path} is not a regular file; copy its contents into one and name that.");
    }

    private static ImageFormat RequireFormat(ReadOnlySpan<byte> start, string name) => FormatOf(start) ?? throw new InputException(start.Length == 0
        ? $"{name} is empty."
        : $"{name} is no PNG, JPEG, PGM or PPM image, whatever its name says.");
}
