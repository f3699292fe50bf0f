using Latent.Tensors;

namespace Latent.Pictures;

/// <summary>
/// Lays many rows out in one picture. Rows of shape [height, width] or [height, width, channels] with 1, 3 or 4 channels are
/// images with values 0 to 1, the fourth channel being opacity; rows of shape [columns] become strips of colour from the
/// smallest value to the largest.
/// </summary>
public static class ImageGrid
{
    private const byte GapShade = 128;
    private const int ComfortableSide = 56;
    private const int MostScale = 16;
    private const int StripHeight = 4;

    /// <summary>Whether rows of this shape are images, rather than strips.</summary>
    public static bool IsImage(Shape rowShape) => rowShape.Rank == 2 || (rowShape.Rank == 3 && rowShape[2] is 1 or 3 or 4);

    /// <summary>Lays out rows from left to right, then down.</summary>
    /// <param name="rows">Whole rows, one after the other; values outside 0 to 1 are clipped and NaN is black.</param>
    /// <param name="rowShape">The shape of one row.</param>
    /// <param name="columns">How many stand side by side; 0 makes the grid about square (strips stand below each other).</param>
    /// <param name="scale">How many pixels wide and high a value is drawn; 0 chooses, so that small images can be seen.</param>
    /// <exception cref="InputException">Rows of this shape cannot be drawn, or the picture would be too large.</exception>
    public static Picture Render(ReadOnlySpan<float> rows, Shape rowShape, int columns = 0, int scale = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        int count = Count(rows, rowShape);
        Cell cell = Cell.Of(rowShape, scale);
        if (columns == 0)
        {
            columns = cell.IsStrip ? 1 : (int)Math.Ceiling(Math.Sqrt(count));
        }
        columns = Math.Min(columns, count);
        int lines = (count + columns - 1) / columns;
        var picture = new Picture(Extent(columns, cell.Width, cell.Gap), Extent(lines, cell.Height, cell.Gap), cell.Channels);
        picture.Samples.Fill(GapShade);
        (float low, float high) = cell.IsStrip ? Range(rows) : (0, 1);
        for (int i = 0; i < count; i++)
        {
            int left = cell.Gap + (i % columns * (cell.Width + cell.Gap)), top = cell.Gap + (i / columns * (cell.Height + cell.Gap));
            Draw(picture, rows.Slice(i * rowShape.Length, rowShape.Length), cell, left, top, low, high);
        }
        return picture;
    }

    /// <summary>Lays out each line of <paramref name="originals"/> above the line of their <paramref name="reconstructions"/>; a last line that would not be full is left out.</summary>
    /// <param name="originals">Whole rows, one after the other.</param>
    /// <param name="reconstructions">As many rows again.</param>
    /// <param name="rowShape">The shape of one row.</param>
    /// <param name="columns">How many stand side by side; 0 means ten (strips: one).</param>
    /// <param name="scale">See <see cref="Render"/>.</param>
    /// <exception cref="InputException">Rows of this shape cannot be drawn, or the picture would be too large.</exception>
    public static Picture RenderPairs(ReadOnlySpan<float> originals, ReadOnlySpan<float> reconstructions, Shape rowShape, int columns = 0, int scale = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        int count = Count(originals, rowShape);
        if (reconstructions.Length != originals.Length)
        {
            throw new ArgumentException("There must be as many reconstructions as originals.", nameof(reconstructions));
        }
        columns = Math.Min(columns > 0 ? columns : IsImage(rowShape) ? 10 : 1, count);
        int lines = count / columns, line = columns * rowShape.Length;
        float[] paired = new float[2 * lines * line];
        for (int i = 0; i < lines; i++)
        {
            originals.Slice(i * line, line).CopyTo(paired.AsSpan(2 * i * line));
            reconstructions.Slice(i * line, line).CopyTo(paired.AsSpan(((2 * i) + 1) * line));
        }
        return Render(paired, rowShape, columns, scale);
    }

    /// <summary>How one row is drawn: its source of <c>SourceWidth</c> values a line, and its size in pixels.</summary>
    private readonly record struct Cell(int Channels, int SourceWidth, int SourceHeight, int ScaleX, int ScaleY, int Gap, bool IsStrip)
    {
        public int Width => SourceWidth * ScaleX;

        public int Height => SourceHeight * ScaleY;

        public static Cell Of(Shape shape, int scale)
        {
            if (shape.Rank == 1)
            {
                int wide = scale > 0 ? scale : Scale(shape[0]);
                return new Cell(3, shape[0], 1, wide, Math.Max(wide, StripHeight), 1, true);
            }
            if (!IsImage(shape))
            {
                throw new InputException($"Rows of shape {shape} cannot be drawn: a picture needs [height, width], 1, 3 or 4 channels behind them, or [columns]; write them as .npy instead.");
            }
            int factor = scale > 0 ? scale : Scale(Math.Max(shape[0], shape[1]));
            return new Cell(shape.Rank == 3 ? shape[2] : 1, shape[1], shape[0], factor, factor, Math.Max(1, factor), false);
        }

        private static int Scale(int side) => Math.Clamp(ComfortableSide / side, 1, MostScale);
    }

    private static void Draw(Picture picture, ReadOnlySpan<float> row, Cell cell, int left, int top, float low, float high)
    {
        float span = high > low ? high - low : 1;
        Span<byte> sample = stackalloc byte[4];
        for (int y = 0; y < cell.SourceHeight; y++)
        {
            for (int x = 0; x < cell.SourceWidth; x++)
            {
                int at = (y * cell.SourceWidth) + x;
                if (cell.IsStrip)
                {
                    Colour colour = ColourMap.Amount((row[at] - low) / span);
                    (sample[0], sample[1], sample[2]) = (colour.Red, colour.Green, colour.Blue);
                }
                else
                {
                    for (int c = 0; c < cell.Channels; c++)
                    {
                        sample[c] = ToSample(row[(at * cell.Channels) + c]);
                    }
                }
                for (int i = 0; i < cell.ScaleX * cell.ScaleY; i++)
                {
                    sample[..cell.Channels].CopyTo(picture[left + (x * cell.ScaleX) + (i % cell.ScaleX), top + (y * cell.ScaleY) + (i / cell.ScaleX)]);
                }
            }
        }
    }

    private static int Count(ReadOnlySpan<float> rows, Shape rowShape)
    {
        if (rowShape.Length == 0 || rows.Length == 0 || rows.Length % rowShape.Length != 0)
        {
            throw new ArgumentException($"{rows.Length} values are not one or more rows of shape {rowShape}.", nameof(rows));
        }
        return rows.Length / rowShape.Length;
    }

    // Kept within int, so that Picture itself can refuse what is too large.
    private static int Extent(int cells, int size, int gap) => (int)Math.Min(((long)cells * (size + gap)) + gap, int.MaxValue);

    private static byte ToSample(float value) => value > 0 ? (byte)((Math.Min(value, 1) * 255) + 0.5f) : (byte)0;

    private static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }
        return (low, high);
    }
}
