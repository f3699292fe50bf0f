using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Evaluation.Images;

/// <summary>What classical filters make of pictures: the measure for models that clean or enlarge them.</summary>
/// <param name="layout">How pictures lie in a row.</param>
/// <param name="backend">Where they are computed.</param>
public sealed class Filters(ImageLayout layout, Backend? backend = null)
{
    private readonly Backend _backend = backend ?? Backend.Default;

    /// <summary>The median of every 3 x 3 neighbourhood, channel by channel; at the edges, of the pixels that are there and their nearest ones again.</summary>
    /// <param name="rows">[rows, ...row shape].</param>
    public float[] Median(ReadOnlySpan<float> rows)
    {
        float[] result = new float[rows.Length];
        Span<float> window = stackalloc float[9];
        int channels = layout.Channels, line = layout.Width * channels;
        for (int picture = 0; picture < rows.Length; picture += layout.Height * line)
        {
            for (int y = 0; y < layout.Height; y++)
            {
                for (int i = 0; i < line; i++)
                {
                    int x = i / channels, channel = i % channels;
                    for (int k = 0; k < 9; k++)
                    {
                        int from = Math.Clamp(y + (k / 3) - 1, 0, layout.Height - 1), at = Math.Clamp(x + (k % 3) - 1, 0, layout.Width - 1);
                        window[k] = rows[picture + (from * line) + (at * channels) + channel];
                    }
                    window.Sort();
                    result[picture + (y * line) + i] = window[4];
                }
            }
        }
        return result;
    }

    /// <summary>Pictures blurred by a normal window.</summary>
    /// <param name="rows">[rows, ...row shape].</param>
    /// <param name="deviation">That of the window, in pixels.</param>
    public float[] Blur(ReadOnlySpan<float> rows, double deviation) => Apply(rows, PlaneFilter.Blur(layout.Height, layout.Width, deviation, _backend), 1);

    /// <summary>Pictures enlarged by cubic interpolation (Keys 1981, a = -1/2), cut to [0, 1].</summary>
    /// <param name="rows">[rows, ...row shape].</param>
    /// <param name="factor">How many times larger.</param>
    public float[] Cubic(ReadOnlySpan<float> rows, int factor) => Cut(Apply(rows, PlaneFilter.Cubic(layout.Height, layout.Width, factor, _backend), factor));

    /// <summary>Pictures enlarged by the sinc of three lobes (Lanczos), cut to [0, 1].</summary>
    /// <param name="rows">[rows, ...row shape].</param>
    /// <param name="factor">How many times larger.</param>
    public float[] Lanczos(ReadOnlySpan<float> rows, int factor) => Cut(Apply(rows, PlaneFilter.Lanczos(layout.Height, layout.Width, factor, _backend), factor));

    private float[] Apply(ReadOnlySpan<float> rows, PlaneFilter filter, int factor)
    {
        int width = layout.Slices * layout.Height * layout.Width * layout.Channels;
        using Tape.Scope scope = new Tape(_backend, record: false).Begin();
        Tensor planes = layout.ToPlanes(Tensor.From(rows, new Shape(rows.Length / width, width), _backend));
        return (layout with { Height = layout.Height * factor, Width = layout.Width * factor }).FromPlanes(filter.Apply(planes)).ToArray();
    }

    private static float[] Cut(float[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Clamp(values[i], 0, 1);
        }
        return values;
    }
}
