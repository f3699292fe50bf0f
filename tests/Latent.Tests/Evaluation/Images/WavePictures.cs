namespace Latent.Tests.Evaluation.Images;

/// <summary>Pictures with a formula, and others near them, so that independent programs can be given the same ones.</summary>
internal static class WavePictures
{
    /// <summary>[height, width] of one channel.</summary>
    public static float[] Plane(int height, int width, int channel, bool changed = false)
    {
        float[] plane = new float[height * width];
        for (int p = 0; p < plane.Length; p++)
        {
            int i = p / width, j = p % width;
            double x = 0.5 + (0.3 * Math.Sin((0.31 * i) + (0.17 * j) + channel)) + (0.15 * Math.Cos((0.05 * i * j) + channel));
            double y = (0.92 * x) + (0.05 * Math.Sin((1.3 * i) - (0.7 * j) + (2 * channel)));
            plane[p] = (float)Math.Clamp(changed ? y : x, 0, 1);
        }
        return plane;
    }

    /// <summary>[height, width, channels].</summary>
    public static float[] Colour(int height, int width, int channels, bool changed = false)
    {
        float[][] planes = [.. Enumerable.Range(0, channels).Select(c => Plane(height, width, c, changed))];
        return [.. Enumerable.Range(0, height * width * channels).Select(i => planes[i % channels][i / channels])];
    }

    /// <summary>[slices, height, width].</summary>
    public static float[] Volume(int slices, int height, int width, bool changed = false) =>
        [.. Enumerable.Range(0, slices).SelectMany(s => Plane(height, width, s, changed))];
}
