using Latent.Data;
using Latent.Tensors;

namespace Latent.Pictures;

/// <summary>
/// Draws rows of data, whatever range their values have: images as they are, the frames of a sequence beside each other or one
/// after the other, and of a volume the three slices through its middle.
/// </summary>
/// <param name="schema">What the rows are.</param>
public sealed class RowPictures(DataSchema schema)
{
    // So many frames beside each other fill a line of a grid.
    private const int WideStrip = 4;
    private const int ComfortableHeight = 56, ComfortableWidth = 900, MostScale = 8, MostPictures = 6;

    private readonly bool _sequence = schema.Kind == DataKind.Sequence && HasPlanes(schema.RowShape);
    private readonly bool _volume = schema.Kind == DataKind.Volume && HasPlanes(schema.RowShape);

    /// <summary>Whether rows of this shape can be drawn at all.</summary>
    public bool CanDraw => schema.RowShape.Rank == 1 || _sequence || _volume || ImageGrid.IsImage(schema.RowShape);

    /// <summary>Whether rows are sequences of pictures, which can be shown one after the other.</summary>
    public bool CanAnimate => _sequence;

    /// <summary>Rows in a grid; see <see cref="ImageGrid.Render"/>.</summary>
    /// <exception cref="InputException">Rows of this shape cannot be drawn, or the picture would be too large.</exception>
    public Picture Grid(ReadOnlySpan<float> rows, int columns = 0)
    {
        (float[]? laid, Shape shape) = Laid(Shown(rows));
        return ImageGrid.Render(laid ?? Shown(rows), shape, columns == 0 ? UsualColumns(shape) : columns, Scale(shape));
    }

    /// <summary>Lines of rows above lines of their reconstructions; see <see cref="ImageGrid.RenderPairs"/>.</summary>
    /// <exception cref="InputException">Rows of this shape cannot be drawn, or the picture would be too large.</exception>
    public Picture Pairs(ReadOnlySpan<float> originals, ReadOnlySpan<float> reconstructions, int columns = 0)
    {
        (float[]? above, Shape shape) = Laid(Shown(originals));
        (float[]? below, _) = Laid(Shown(reconstructions));
        return ImageGrid.RenderPairs(above ?? Shown(originals), below ?? Shown(reconstructions), shape, columns == 0 ? UsualPairs(shape) : columns, Scale(shape));
    }

    /// <summary>Sequences in a grid that moves.</summary>
    /// <exception cref="InputException">Rows are no sequences of pictures, or a picture would be too large.</exception>
    public Animation Film(ReadOnlySpan<float> rows, int columns = 0, int milliseconds = Animation.UsualMilliseconds)
    {
        float[] shown = Shown(rows).ToArray();
        return Film(time => ImageGrid.Render(Frames(shown, time), FrameShape, columns), milliseconds);
    }

    /// <summary>Lines of sequences above lines of their reconstructions, in a grid that moves.</summary>
    /// <exception cref="InputException">Rows are no sequences of pictures, or a picture would be too large.</exception>
    public Animation FilmPairs(ReadOnlySpan<float> originals, ReadOnlySpan<float> reconstructions, int columns = 0, int milliseconds = Animation.UsualMilliseconds)
    {
        float[] above = Shown(originals).ToArray(), below = Shown(reconstructions).ToArray();
        return Film(time => ImageGrid.RenderPairs(Frames(above, time), Frames(below, time), FrameShape, columns), milliseconds);
    }

    private Shape FrameShape => schema.RowShape.WithoutFirst();

    private static bool HasPlanes(Shape row) => row.Rank == 3 || (row.Rank == 4 && row[3] is 1 or 3 or 4);

    private Animation Film(Func<int, Picture> frame, int milliseconds) => _sequence
        ? new Animation([.. Enumerable.Range(0, schema.RowShape[0]).Select(frame)], milliseconds)
        : throw new InputException($"Rows of shape {schema.RowShape} are no sequences of pictures and cannot be shown as a film.");

    /// <summary>One frame of every sequence.</summary>
    private float[] Frames(float[] rows, int time)
    {
        int frame = FrameShape.Length, count = rows.Length / schema.RowShape.Length;
        float[] frames = new float[count * frame];
        for (int i = 0; i < count; i++)
        {
            rows.AsSpan((i * schema.RowShape.Length) + (time * frame), frame).CopyTo(frames.AsSpan(i * frame));
        }
        return frames;
    }

    /// <summary>Rows of several pictures as one picture each; null for rows that are pictures themselves.</summary>
    private (float[]? Pictures, Shape Shape) Laid(ReadOnlySpan<float> rows) =>
        _sequence ? (Mosaic.Strips(rows, schema.RowShape), Mosaic.StripShape(schema.RowShape))
        : _volume ? (Mosaic.Slices(rows, schema.RowShape), Mosaic.SlicesShape(schema.RowShape))
        : (null, schema.RowShape);

    /// <summary>Of rows that are laid out the height alone decides: they are wide by nature.</summary>
    private int Scale(Shape picture) => _sequence || _volume ? Math.Clamp(ComfortableHeight / picture[0], 1, MostScale) : 0;

    private int UsualColumns(Shape picture) => !_sequence && !_volume ? 0 : _sequence && schema.RowShape[0] >= WideStrip ? 1 : Wide(picture);

    private int UsualPairs(Shape picture) => !_sequence && !_volume ? 0 : Math.Min(UsualColumns(picture), 4);

    /// <summary>How many pictures of three slices stand side by side.</summary>
    private int Wide(Shape picture) => Math.Clamp(ComfortableWidth / (picture[1] * Scale(picture)), 1, MostPictures);

    /// <summary>Images are brought to [0, 1], the range of the data becoming black to white.</summary>
    private ReadOnlySpan<float> Shown(ReadOnlySpan<float> rows)
    {
        if (schema.IsUnitInterval || schema.RowShape.Rank == 1)
        {
            return rows;
        }
        float low = schema.Minimum ?? Extreme(rows, Math.Min), high = schema.Maximum ?? Extreme(rows, Math.Max);
        float[] scaled = rows.ToArray();
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = high > low ? (scaled[i] - low) / (high - low) : 0;
        }
        return scaled;
    }

    private static float Extreme(ReadOnlySpan<float> values, Func<float, float, float> choose)
    {
        float extreme = values.Length > 0 ? values[0] : 0;
        foreach (float value in values)
        {
            extreme = float.IsFinite(value) ? choose(extreme, value) : extreme;
        }
        return extreme;
    }
}
