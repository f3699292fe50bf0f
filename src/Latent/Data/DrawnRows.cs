using Latent.Tensors;

namespace Latent.Data;

/// <summary>Data sets that are drawn: row i from factors that only a generator's key and i fix.</summary>
internal static class DrawnRows
{
    /// <summary>Draws one row.</summary>
    /// <param name="rng">Where its factors are drawn from.</param>
    /// <param name="factors">Takes them; zeros until then.</param>
    /// <param name="row">Takes the row; zeros until then.</param>
    /// <returns>Its label.</returns>
    public delegate int Drawing(Rng rng, Span<float> factors, Span<byte> row);

    /// <summary>Draws a data set; the generator does not move.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="kind">What a row is.</param>
    /// <param name="shape">The shape of a row.</param>
    /// <param name="labelNames">What the labels stand for.</param>
    /// <param name="factorNames">What the factors are.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="rng">Gives every row a generator of its own.</param>
    /// <param name="draw">Draws a row.</param>
    public static DataSet Generate(string name, DataKind kind, Shape shape, IReadOnlyList<string> labelNames, IReadOnlyList<string> factorNames, int count, Rng rng, Drawing draw)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength / shape.Length);
        ArgumentNullException.ThrowIfNull(rng);
        byte[] values = new byte[count * shape.Length];
        int[] labels = new int[count];
        float[] factors = new float[count * factorNames.Count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = draw(rng.Split((ulong)row), factors.AsSpan(row * factorNames.Count, factorNames.Count), values.AsSpan(row * shape.Length, shape.Length));
        }
        return new DataSet(name, kind, new ByteRows(values, shape))
        {
            Labels = labels,
            LabelNames = labelNames,
            FactorNames = factorNames,
            Factors = factors,
            Minimum = 0,
            Maximum = 1,
        };
    }

    /// <summary>A number from the low end to the high one, each as likely as the other.</summary>
    public static float Between(this Rng rng, float low, float high) => low + ((high - low) * (float)rng.NextDouble());
}
