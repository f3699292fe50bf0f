namespace Latent.Evaluation;

/// <summary>How far a map can be trusted: whether those that are neighbours on it are near in truth (Venna and Kaski 2001). Rows that are equally near have the same rank.</summary>
public static class Trustworthiness
{
    private const int MostRows = 2000;

    /// <summary>1 if all neighbours on the map are neighbours in truth, about 0.5 for a map at random. Of more than 2,000 rows so many, evenly spread, are looked at.</summary>
    /// <param name="rows">[rows, columns].</param>
    /// <param name="columns">How many values a row has.</param>
    /// <param name="map">[rows, 2].</param>
    /// <param name="neighbours">How many neighbours a row has; fewer than half of the rows that are looked at.</param>
    /// <exception cref="ArgumentException">The map is not one of the rows, or there are too many neighbours.</exception>
    public static double Of(ReadOnlySpan<float> rows, int columns, ReadOnlySpan<float> map, int neighbours = 12)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        int all = rows.Length / columns, count = Math.Min(all, MostRows);
        if (map.Length != 2 * all)
        {
            throw new ArgumentException($"A map of {all} rows has {2 * all} values, not {map.Length}.", nameof(map));
        }
        if (neighbours < 1 || 2 * neighbours >= count)
        {
            throw new ArgumentException($"{neighbours} neighbours are not fewer than half of {count} rows.", nameof(neighbours));
        }
        int[] chosen = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * all / count))];
        double[] near = new double[count], shown = new double[count];
        int[] order = new int[count], ranks = new int[count];
        double penalty = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                near[j] = j == i ? -1 : TSne.SquaredDistance(rows.Slice(chosen[i] * columns, columns), rows.Slice(chosen[j] * columns, columns));
                shown[j] = j == i ? -1 : TSne.SquaredDistance(map.Slice(2 * chosen[i], 2), map.Slice(2 * chosen[j], 2));
            }
            Order(near, order);
            for (int rank = 0; rank < count; rank++)
            {
                // Rows equally far away have one rank, the best: which of them is nearest cannot be said.
                ranks[order[rank]] = rank > 0 && near[rank] == near[rank - 1] ? ranks[order[rank - 1]] : rank;
            }
            Order(shown, order);
            for (int k = 1; k <= neighbours; k++)
            {
                penalty += Math.Max(0, ranks[order[k]] - neighbours);
            }
        }
        return 1 - (2 * penalty / ((double)count * neighbours * ((2.0 * count) - (3.0 * neighbours) - 1)));
    }

    /// <summary>The rows by their distances, which are sorted, too; the row itself is the first.</summary>
    private static void Order(double[] distances, int[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        Array.Sort(distances, order);
    }
}
