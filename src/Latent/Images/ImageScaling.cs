using System.Buffers;

namespace Latent.Images;

/// <summary>
/// Changes the size of 8-bit samples. Along each direction by itself: smaller by averaging over the area that a new pixel
/// covers (so that nothing flickers or is left out), larger by cubic interpolation (Keys 1981, a = -1/2). Edges go on as
/// they end. Levels are taken as they are stored, as nearly everybody does.
/// </summary>
internal static class ImageScaling
{
    /// <summary>Scales a part of an image to the whole of another, with the same channels.</summary>
    /// <param name="source">[source height, source width, channels], 8 bits.</param>
    /// <param name="sourceWidth">Pixels in a row of the source.</param>
    /// <param name="part">Which part is taken.</param>
    /// <param name="target">[height, width, channels].</param>
    /// <param name="size">The target's size.</param>
    /// <param name="channels">How many there are.</param>
    public static void Scale(ReadOnlySpan<byte> source, int sourceWidth, Part part, Span<byte> target, ImageSize size, int channels)
    {
        int rowLength = size.Width * channels;
        if (part.Width == size.Width && part.Height == size.Height)
        {
            for (int y = 0; y < size.Height; y++)
            {
                source.Slice((((part.Top + y) * sourceWidth) + part.Left) * channels, rowLength).CopyTo(target[(y * rowLength)..]);
            }
            return;
        }
        Taps across = Taps.Of(part.Width, size.Width), down = Taps.Of(part.Height, size.Height);
        // Rows are made narrow as they are needed, and kept while later ones refer to them.
        float[] lines = ArrayPool<float>.Shared.Rent(down.Longest * rowLength);
        float[] sums = ArrayPool<float>.Shared.Rent(rowLength);
        int made = 0;
        for (int y = 0; y < size.Height; y++)
        {
            int first = down.First[y], count = down.Count[y];
            for (made = Math.Max(made, first); made < first + count; made++)
            {
                ReadOnlySpan<byte> row = source.Slice((((part.Top + made) * sourceWidth) + part.Left) * channels, part.Width * channels);
                Narrow(row, lines.AsSpan(made % down.Longest * rowLength, rowLength), across, channels);
            }
            Span<float> sum = sums.AsSpan(0, rowLength);
            sum.Clear();
            for (int i = 0; i < count; i++)
            {
                float weight = down.Weights[(y * down.Longest) + i];
                ReadOnlySpan<float> line = lines.AsSpan((first + i) % down.Longest * rowLength, rowLength);
                for (int x = 0; x < rowLength; x++)
                {
                    sum[x] += weight * line[x];
                }
            }
            for (int x = 0; x < rowLength; x++)
            {
                target[(y * rowLength) + x] = (byte)Math.Clamp(sum[x] + 0.5f, 0, 255);
            }
        }
        ArrayPool<float>.Shared.Return(lines);
        ArrayPool<float>.Shared.Return(sums);
    }

    private static void Narrow(ReadOnlySpan<byte> row, Span<float> line, Taps across, int channels)
    {
        for (int x = 0; x < across.First.Length; x++)
        {
            for (int c = 0; c < channels; c++)
            {
                float sum = 0;
                int at = (across.First[x] * channels) + c;
                for (int i = 0; i < across.Count[x]; i++, at += channels)
                {
                    sum += across.Weights[(x * across.Longest) + i] * row[at];
                }
                line[(x * channels) + c] = sum;
            }
        }
    }

    /// <summary>A part of an image.</summary>
    /// <param name="Left">Its first column.</param>
    /// <param name="Top">Its first row.</param>
    /// <param name="Width">How many columns it has.</param>
    /// <param name="Height">How many rows it has.</param>
    internal readonly record struct Part(int Left, int Top, int Width, int Height);

    /// <summary>Which old samples make every new one along a direction, and with what weights.</summary>
    private sealed record Taps(int[] First, int[] Count, float[] Weights, int Longest)
    {
        public static Taps Of(int from, int to)
        {
            double scale = (double)from / to;
            int longest = to < from ? (int)Math.Ceiling(scale) + 1 : 4;
            var taps = new Taps(new int[to], new int[to], new float[to * longest], longest);
            for (int i = 0; i < to; i++)
            {
                Span<float> weights = taps.Weights.AsSpan(i * longest, longest);
                (taps.First[i], taps.Count[i]) = to < from ? Areas(i, scale, from, weights) : Cubic(((i + 0.5) * scale) - 0.5, from, weights);
            }
            return taps;
        }

        /// <summary>How much of every old sample lies under the new one.</summary>
        private static (int First, int Count) Areas(int index, double scale, int from, Span<float> weights)
        {
            double start = index * scale, end = Math.Min(start + scale, from);
            int first = Math.Min((int)start, from - 1), last = Math.Min((int)Math.Ceiling(end), from) - 1;
            for (int i = first; i <= last; i++)
            {
                weights[i - first] = (float)((Math.Min(end, i + 1) - Math.Max(start, i)) / (end - start));
            }
            return (first, last - first + 1);
        }

        /// <summary>The four samples about a place; those beyond an edge are the edge's.</summary>
        private static (int First, int Count) Cubic(double place, int from, Span<float> weights)
        {
            int floor = (int)Math.Floor(place);
            int first = Math.Clamp(floor - 1, 0, from - 1), last = Math.Clamp(floor + 2, 0, from - 1);
            for (int i = floor - 1; i <= floor + 2; i++)
            {
                weights[Math.Clamp(i, 0, from - 1) - first] += (float)Keys(Math.Abs(place - i));
            }
            return (first, last - first + 1);
        }

        private static double Keys(double t) =>
            t < 1 ? (((1.5 * t) - 2.5) * t * t) + 1
            : t < 2 ? (((((-0.5 * t) + 2.5) * t) - 4) * t) + 2
            : 0;
    }
}
