using Latent.Pictures;

namespace Latent.Evaluation.Images;

/// <summary>A picture without its detail: two running means along either direction, one after the other.</summary>
internal static class PictureBlur
{
    /// <summary>Blurs every slice of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="layout">How it lies.</param>
    /// <param name="reach">How many pixels to either side a mean is of; at the edge, as many as there are.</param>
    /// <param name="blurred">Takes the row.</param>
    public static void Blur(ReadOnlySpan<float> row, ImageLayout layout, int reach, Span<float> blurred)
    {
        int height = layout.Height, width = layout.Width, channels = layout.Channels, picture = height * width * channels;
        float[] line = new float[Math.Max(height, width)];
        row.CopyTo(blurred);
        for (int slice = 0; slice < layout.Slices; slice++)
        {
            Span<float> values = blurred.Slice(slice * picture, picture);
            for (int pass = 0; pass < 2; pass++)
            {
                for (int c = 0; c < channels; c++)
                {
                    for (int i = 0; i < height; i++)
                    {
                        Mean(values[((i * width * channels) + c)..], width, channels, reach, line);
                    }
                    for (int j = 0; j < width; j++)
                    {
                        Mean(values[((j * channels) + c)..], height, width * channels, reach, line);
                    }
                }
            }
        }
    }

    private static void Mean(Span<float> values, int count, int stride, int reach, Span<float> line)
    {
        for (int i = 0; i < count; i++)
        {
            line[i] = values[i * stride];
        }
        for (int i = 0; i < count; i++)
        {
            int from = Math.Max(0, i - reach), to = Math.Min(count, i + reach + 1);
            float sum = 0;
            for (int j = from; j < to; j++)
            {
                sum += line[j];
            }
            values[i * stride] = sum / (to - from);
        }
    }
}
