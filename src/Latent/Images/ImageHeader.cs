namespace Latent.Images;

/// <summary>What the beginning of an image file says; nothing is believed until the pixels have been read.</summary>
/// <param name="Format">The format.</param>
/// <param name="Width">Pixels a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Channels">Channels that the decoded image has, before any transparency that the file adds.</param>
/// <param name="Bits">Bits a sample when decoded: 8 or 16.</param>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height, int Channels, int Bits)
{
    /// <summary>Whether the image is grey, with opacity or without.</summary>
    public bool IsGrey => Channels <= 2;

    /// <summary>Whether a JPEG holds four inks instead of three colours.</summary>
    internal bool HasInks { get; init; }

    /// <summary>Refuses a size that no image may have, or that this many bytes cannot hold, before anything of that size is made.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="bytes">How many bytes the file has.</param>
    /// <param name="pixelsPerByte">The most pixels that the format can put into a byte.</param>
    internal ImageHeader Require(string name, long bytes, int pixelsPerByte)
    {
        long pixels = (long)Width * Height;
        if (pixels > Image.MostPixels)
        {
            throw new InputException($"{name} says that it has {Width} x {Height} pixels, more than the {Image.MostPixels} that can be read; make it smaller.");
        }
        if (pixels / pixelsPerByte > bytes)
        {
            throw new InputException($"{name} is damaged: it says that it has {Width} x {Height} pixels, which its {bytes} bytes cannot hold.");
        }
        return this;
    }
}
