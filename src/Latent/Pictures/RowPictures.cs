using Latent.Data;
using Latent.Tensors;

namespace Latent.Pictures;

/// <summary>Draws rows of data, whatever range their values have.</summary>
/// <param name="schema">What the rows are.</param>
public sealed class RowPictures(DataSchema schema)
{
    /// <summary>Whether rows of this shape can be drawn at all.</summary>
    public bool CanDraw => schema.RowShape.Rank == 1 || ImageGrid.IsImage(schema.RowShape);

    /// <summary>Rows in a grid; see <see cref="ImageGrid.Render"/>.</summary>
    /// <exception cref="InputException">Rows of this shape cannot be drawn, or the picture would be too large.</exception>
    public Picture Grid(ReadOnlySpan<float> rows, int columns = 0) => ImageGrid.Render(Shown(rows), schema.RowShape, columns);

    /// <summary>Lines of rows above lines of their reconstructions; see <see cref="ImageGrid.RenderPairs"/>.</summary>
    /// <exception cref="InputException">Rows of this shape cannot be drawn, or the picture would be too large.</exception>
    public Picture Pairs(ReadOnlySpan<float> originals, ReadOnlySpan<float> reconstructions, int columns = 0) =>
        ImageGrid.RenderPairs(Shown(originals), Shown(reconstructions), schema.RowShape, columns);

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
