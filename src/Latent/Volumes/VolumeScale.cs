using Latent.Data;

namespace Latent.Volumes;

/// <summary>
/// Brings the values of a volume to [0, 1]. Scanners' units are arbitrary and a few voxels far too bright, so the volume's own
/// 0.5 and 99.5 percentiles become black and white. Bytes and values that lie in [0, 1] already keep their meaning.
/// </summary>
internal static class VolumeScale
{
    private const double Low = 0.005, High = 0.995;

    // Percentiles of this many evenly spread voxels are as good as those of all.
    private const int MostSampled = 1 << 20;

    /// <summary>Scales one volume in place.</summary>
    /// <param name="values">Its values, all finite.</param>
    /// <param name="eightBit">Whether they were stored as bytes.</param>
    public static void ToUnit(Span<float> values, bool eightBit)
    {
        if (eightBit)
        {
            Map(values, 0, 255);
        }
        else if (Finite.Range(values) is { } range && (range.Minimum < 0 || range.Maximum > 1))
        {
            (float low, float high) = Percentiles(values);
            Map(values, low, high);
        }
    }

    private static (float Low, float High) Percentiles(ReadOnlySpan<float> values)
    {
        int stride = ((values.Length - 1) / MostSampled) + 1;
        float[] sample = new float[((values.Length - 1) / stride) + 1];
        for (int i = 0; i < sample.Length; i++)
        {
            sample[i] = values[i * stride];
        }
        Array.Sort(sample);
        return (At(sample, Low), At(sample, High));
    }

    /// <summary>A percentile between the two values nearest to it.</summary>
    private static float At(float[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        float from = sorted[below], to = sorted[Math.Min(below + 1, sorted.Length - 1)];
        return (float)(from + ((place - below) * ((double)to - from)));
    }

    private static void Map(Span<float> values, float low, float high)
    {
        // In double, where the distance of any two floats is finite.
        double scale = high > low ? 1 / ((double)high - low) : 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)Math.Clamp((values[i] - (double)low) * scale, 0, 1);
        }
    }
}
