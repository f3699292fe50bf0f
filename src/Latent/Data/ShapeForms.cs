using Latent.Tables;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>The data set "shapes" as what models of other data than pictures take, so that each can be tried on it.</summary>
public static class ShapeForms
{
    private const float Lit = 0.5f;

    /// <summary>What is known of every shape, a row each: its kind in words, scale, rotation, x and y, and how many pixels are lit (see <see cref="Shapes.FactorNames"/>).</summary>
    /// <param name="shapes">What <see cref="Shapes"/> drew.</param>
    /// <exception cref="ArgumentException">The rows have no such factors.</exception>
    public static TableSource Table(DataSet shapes)
    {
        float[] factors = FactorsOf(shapes);
        int width = Shapes.FactorNames.Count;
        int[] lit = [.. CountsOf(shapes).Chunk(2 * Shapes.Side).Select(counts => (int)counts.Take(Shapes.Side).Sum())];
        (string Name, Func<int, object?> Value)[] numbers = [.. Shapes.FactorNames.Select((name, column) => (name, (Func<int, object?>)(row => factors[(row * width) + column])))];
        return new RecordSource<int>(shapes.Name, Enumerable.Range(0, shapes.Count), [(numbers[0].Name, row => Shapes.Kinds[(int)factors[row * width]]), .. numbers[1..], ("lit", row => lit[row])]);
    }

    /// <summary>How many pixels are lit (at least half bright) in every line of a picture, then in every column: whole numbers, [2 x <see cref="Shapes.Side"/>].</summary>
    /// <param name="shapes">What <see cref="Shapes"/> drew.</param>
    /// <exception cref="ArgumentException">The rows have no such factors.</exception>
    public static DataSet Counts(DataSet shapes)
    {
        float[] factors = FactorsOf(shapes);
        return new DataSet(shapes.Name, DataKind.Table, new FloatRows(CountsOf(shapes), new Shape(2 * Shapes.Side)))
        {
            Labels = shapes.Labels,
            LabelNames = shapes.LabelNames,
            FactorNames = shapes.FactorNames,
            Factors = factors,
            Minimum = 0,
            Maximum = Shapes.Side,
        };
    }

    private static float[] FactorsOf(DataSet shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return shapes.Factors is { } factors && shapes.FactorNames.SequenceEqual(Shapes.FactorNames) && shapes.RowShape.Length == Shapes.Side * Shapes.Side
            ? factors
            : throw new ArgumentException($"{shapes.Name} are not drawn shapes with their factors.", nameof(shapes));
    }

    private static float[] CountsOf(DataSet shapes)
    {
        float[] counts = new float[shapes.Count * 2 * Shapes.Side], picture = new float[Shapes.Side * Shapes.Side];
        for (int row = 0; row < shapes.Count; row++)
        {
            shapes.Rows.Read([row], picture);
            Span<float> lines = counts.AsSpan(row * 2 * Shapes.Side, Shapes.Side), columns = counts.AsSpan(((row * 2) + 1) * Shapes.Side, Shapes.Side);
            for (int i = 0; i < picture.Length; i++)
            {
                float one = picture[i] >= Lit ? 1 : 0;
                lines[i / Shapes.Side] += one;
                columns[i % Shapes.Side] += one;
            }
        }
        return counts;
    }
}
