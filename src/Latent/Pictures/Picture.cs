using System.Globalization;
using Latent.Files;

namespace Latent.Pictures;

/// <summary>A raster of 8-bit samples: rows from top to bottom, pixels from left to right, channels side by side.</summary>
public sealed class Picture
{
    private readonly byte[] _samples;

    /// <summary>A black picture (a clear one with 4 channels).</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green, blue, 4 with opacity.</param>
    /// <exception cref="InputException">The picture would have more than 2^28 samples.</exception>
    public Picture(int width, int height, int channels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (channels is not (1 or 3 or 4))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1, 3 or 4 channels.");
        }
        const long limit = 1L << 28;
        if ((long)width * height > limit / channels)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"A picture of {width:N0} x {height:N0} pixels is too large; ask for fewer images or a smaller scale."));
        }
        Width = width;
        Height = height;
        Channels = channels;
        _samples = new byte[width * height * channels];
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 3 for red, green, blue, 4 with opacity.</summary>
    public int Channels { get; }

    /// <summary>All samples, [height, width, channels].</summary>
    public Span<byte> Samples => _samples;

    /// <summary>The samples of one pixel, counted from the upper left corner.</summary>
    public Span<byte> this[int x, int y] => _samples.AsSpan(((y * Width) + x) * Channels, Channels);

    /// <summary>Saves the picture as PNG, in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void SavePng(string path) => AtomicFile.Write(path, stream => Png.Write(stream, this));

    /// <summary>The picture as the bytes of a PNG file.</summary>
    public byte[] ToPngBytes()
    {
        using var stream = new MemoryStream();
        Png.Write(stream, this);
        return stream.ToArray();
    }

    /// <summary>The picture as a <c>data:</c> address, to stand inside a page.</summary>
    public string ToDataUri() => "data:image/png;base64," + Convert.ToBase64String(ToPngBytes());
}
