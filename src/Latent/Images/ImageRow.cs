using System.Buffers;

namespace Latent.Images;

/// <summary>
/// Makes rows of data of images: opacity is laid on white, colour becomes grey by its luma (ITU-R BT.601) and grey colour by
/// repetition, the middle of the image is cut to the proportions of the row, and what is left is scaled to its size.
/// </summary>
public static class ImageRow
{
    /// <summary>Converts an image to 8-bit samples of a size, channels last.</summary>
    /// <param name="image">The image.</param>
    /// <param name="size">The size of the row.</param>
    /// <param name="channels">1 for grey, 3 for colour.</param>
    /// <param name="row">Takes [height, width, channels] samples.</param>
    /// <exception cref="ArgumentException">The row has another length, or there are neither 1 nor 3 channels.</exception>
    public static void Convert(Image image, ImageSize size, int channels, Span<byte> row)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (channels is not (1 or 3) || row.Length != size.Width * size.Height * channels)
        {
            throw new ArgumentException($"A row of {size} pixels and {channels} channels does not have {row.Length} samples.", nameof(row));
        }
        image = image.ToEightBit();
        if (image.Channels == channels)
        {
            ImageScaling.Scale(image.Samples, image.Width, Middle(image, size), row, size, channels);
            return;
        }
        int pixels = image.Width * image.Height;
        byte[] converted = ArrayPool<byte>.Shared.Rent(pixels * channels);
        Recolour(image, channels, converted);
        ImageScaling.Scale(converted.AsSpan(0, pixels * channels), image.Width, Middle(image, size), row, size, channels);
        ArrayPool<byte>.Shared.Return(converted);
    }

    /// <summary>The largest part of these proportions in the middle of an image.</summary>
    private static ImageScaling.Part Middle(Image image, ImageSize size)
    {
        int width = image.Width, height = image.Height;
        if ((long)width * size.Height > (long)height * size.Width)
        {
            width = (int)Math.Clamp(Math.Round((double)height * size.Width / size.Height), 1, width);
        }
        else
        {
            height = (int)Math.Clamp(Math.Round((double)width * size.Height / size.Width), 1, height);
        }
        return new ImageScaling.Part((image.Width - width) / 2, (image.Height - height) / 2, width, height);
    }

    private static void Recolour(Image image, int channels, Span<byte> target)
    {
        ReadOnlySpan<byte> samples = image.Samples;
        int from = image.Channels, pixels = image.Width * image.Height;
        for (int i = 0; i < pixels; i++)
        {
            ReadOnlySpan<byte> pixel = samples.Slice(i * from, from);
            int opacity = image.HasOpacity ? pixel[^1] : 255;
            int red = OnWhite(pixel[0], opacity);
            bool grey = from <= 2;
            int green = grey ? red : OnWhite(pixel[1], opacity), blue = grey ? red : OnWhite(pixel[2], opacity);
            if (channels == 1)
            {
                target[i] = (byte)(((299 * red) + (587 * green) + (114 * blue) + 500) / 1000);
            }
            else
            {
                (target[3 * i], target[(3 * i) + 1], target[(3 * i) + 2]) = ((byte)red, (byte)green, (byte)blue);
            }
        }
    }

    private static int OnWhite(int sample, int opacity) => ((sample * opacity) + (255 * (255 - opacity)) + 127) / 255;
}
