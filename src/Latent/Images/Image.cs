using System.Runtime.InteropServices;
using Latent.Pictures;

namespace Latent.Images;

/// <summary>
/// An image as a file holds it: rows from top to bottom, pixels from left to right, channels last. Samples are of 8 or of
/// 16 bits; 1 channel is grey, 2 are grey with opacity, 3 red, green, blue, 4 with opacity. Opacity is not premultiplied.
/// </summary>
public sealed class Image
{
    /// <summary>The most pixels that an image may have: 2^26, a square of 8192.</summary>
    public const long MostPixels = 1L << 26;

    private readonly byte[] _bytes;

    /// <summary>A black image (a clear one, if it has opacity).</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 to 4.</param>
    /// <param name="bits">8 or 16 bits a sample.</param>
    /// <exception cref="ArgumentException">One of them is out of range, or there are more than <see cref="MostPixels"/> pixels.</exception>
    public Image(int width, int height, int channels, int bits = 8)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 4);
        if (bits is not (8 or 16))
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "A sample has 8 or 16 bits.");
        }
        if ((long)width * height > MostPixels)
        {
            throw new ArgumentException($"An image of {width} x {height} pixels is larger than the {MostPixels} pixels that one may have.", nameof(width));
        }
        Width = width;
        Height = height;
        Channels = channels;
        Bits = bits;
        _bytes = new byte[width * height * channels * (bits / 8)];
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 2 for grey and opacity, 3 for red, green, blue, 4 with opacity.</summary>
    public int Channels { get; }

    /// <summary>Bits a sample: 8 or 16.</summary>
    public int Bits { get; }

    /// <summary>Whether the last channel is opacity.</summary>
    public bool HasOpacity => Channels is 2 or 4;

    /// <summary>All samples of an 8-bit image, [height, width, channels].</summary>
    /// <exception cref="InvalidOperationException">The image has 16 bits a sample.</exception>
    public Span<byte> Samples => Bits == 8 ? _bytes : throw new InvalidOperationException("The image has 16 bits a sample; read WideSamples.");

    /// <summary>All samples of a 16-bit image, [height, width, channels].</summary>
    /// <exception cref="InvalidOperationException">The image has 8 bits a sample.</exception>
    public Span<ushort> WideSamples => Bits == 16 ? MemoryMarshal.Cast<byte, ushort>(_bytes.AsSpan()) : throw new InvalidOperationException("The image has 8 bits a sample; read Samples.");

    /// <summary>The image with 8 bits a sample: itself, if it has.</summary>
    public Image ToEightBit()
    {
        if (Bits == 8)
        {
            return this;
        }
        var image = new Image(Width, Height, Channels);
        Span<ushort> from = WideSamples;
        Span<byte> to = image.Samples;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = (byte)(((from[i] * 255) + 32767) / 65535);
        }
        return image;
    }

    /// <summary>The image as a picture of 8 bits, which can be saved as PNG; grey with opacity becomes colour.</summary>
    public Picture ToPicture()
    {
        Image image = ToEightBit();
        var picture = new Picture(Width, Height, Channels == 2 ? 4 : Channels);
        if (Channels != 2)
        {
            image.Samples.CopyTo(picture.Samples);
            return picture;
        }
        for (int i = 0; i < Width * Height; i++)
        {
            picture.Samples.Slice(4 * i, 3).Fill(image.Samples[2 * i]);
            picture.Samples[(4 * i) + 3] = image.Samples[(2 * i) + 1];
        }
        return picture;
    }
}
