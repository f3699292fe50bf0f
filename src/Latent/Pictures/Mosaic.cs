using Latent.Tensors;

namespace Latent.Pictures;

/// <summary>Rows that are more than one picture, laid out as one: the frames of a sequence beside each other, or three slices of a volume.</summary>
internal static class Mosaic
{
    // The shade of the gaps of a grid.
    private const float Gap = 128f / 255;

    /// <summary>The shape of the picture that a sequence becomes.</summary>
    /// <param name="row">[time, height, width] or [time, height, width, channels].</param>
    public static Shape StripShape(Shape row) => WithChannels(row, row[1], (row[0] * (row[2] + 1)) - 1);

    /// <summary>The shape of the picture that a volume becomes.</summary>
    /// <param name="row">[depth, height, width] or [depth, height, width, channels].</param>
    public static Shape SlicesShape(Shape row) => WithChannels(row, Math.Max(row[0], row[1]), (2 * row[2]) + row[1] + 2);

    /// <summary>The frames of every sequence from left to right.</summary>
    public static float[] Strips(ReadOnlySpan<float> rows, Shape row) =>
        Compose(rows, row, StripShape(row), static (values, shape, canvas) =>
        {
            int height = shape[1], width = shape[2], channels = Channels(shape);
            for (int time = 0; time < shape[0]; time++)
            {
                canvas.Put(values, time * height * width, width, 1, height, width, time * (width + 1), channels);
            }
        });

    /// <summary>
    /// The middle slices of every volume side by side, as the array lies: across the depth [height, width], across the height
    /// [depth, width], and across the width [depth, height].
    /// </summary>
    public static float[] Slices(ReadOnlySpan<float> rows, Shape row) =>
        Compose(rows, row, SlicesShape(row), static (values, shape, canvas) =>
        {
            int depth = shape[0], height = shape[1], width = shape[2], channels = Channels(shape), slice = height * width;
            canvas.Put(values, depth / 2 * slice, width, 1, height, width, 0, channels);
            canvas.Put(values, height / 2 * width, slice, 1, depth, width, width + 1, channels);
            canvas.Put(values, width / 2, slice, width, depth, height, (2 * width) + 2, channels);
        });

    private delegate void Painter(ReadOnlySpan<float> values, Shape row, Canvas canvas);

    private static float[] Compose(ReadOnlySpan<float> rows, Shape row, Shape picture, Painter paint)
    {
        int count = rows.Length / row.Length;
        float[] pictures = new float[checked(count * picture.Length)];
        Array.Fill(pictures, Gap);
        for (int i = 0; i < count; i++)
        {
            paint(rows.Slice(i * row.Length, row.Length), row, new Canvas(pictures.AsSpan(i * picture.Length, picture.Length), picture[1]));
        }
        return pictures;
    }

    private static int Channels(Shape row) => row.Rank == 4 ? row[3] : 1;

    private static Shape WithChannels(Shape row, int height, int width) => row.Rank == 4 ? new Shape(height, width, row[3]) : new Shape(height, width);

    /// <summary>The picture that one row becomes.</summary>
    private readonly ref struct Canvas(Span<float> values, int width)
    {
        private readonly Span<float> _values = values;

        /// <summary>Puts a plane of voxels at the top, some pixels from the left.</summary>
        public void Put(ReadOnlySpan<float> source, int start, int strideY, int strideX, int height, int columns, int left, int channels)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < columns; x++)
                {
                    int from = (start + (y * strideY) + (x * strideX)) * channels, to = ((y * width) + left + x) * channels;
                    source.Slice(from, channels).CopyTo(_values[to..]);
                }
            }
        }
    }
}
