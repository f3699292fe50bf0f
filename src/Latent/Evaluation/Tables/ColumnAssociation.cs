namespace Latent.Evaluation.Tables;

/// <summary>How far columns go together: by correlation, by Cramér's V where both are levels, by the correlation ratio where one is.</summary>
internal static class ColumnAssociation
{
    /// <summary>The strength between every two columns, from 0 to 1.</summary>
    public static List<(string First, string Second, double Strength)> Of(TableSample sample)
    {
        List<(string, string, double)> strengths = [];
        for (int i = 0; i < sample.Columns.Length; i++)
        {
            for (int j = i + 1; j < sample.Columns.Length; j++)
            {
                strengths.Add((sample.Name(i), sample.Name(j), Between(sample.Cells[i], sample.HasLevels(i), sample.Cells[j], sample.HasLevels(j))));
            }
        }
        return strengths;
    }

    /// <summary>The strength between two columns over the rows in which both have a value; 0 where there is nothing to vary.</summary>
    public static double Between(float[] a, bool levelsOfA, float[] b, bool levelsOfB)
    {
        List<(float A, float B)> both = [.. a.Zip(b).Where(p => !float.IsNaN(p.First) && !float.IsNaN(p.Second))];
        return both.Count < 2 ? 0
            : levelsOfA && levelsOfB ? CramersV(both)
            : levelsOfA ? Ratio(both)
            : levelsOfB ? Ratio([.. both.Select(p => (p.B, p.A))])
            : Correlation(both);
    }

    private static double Correlation(List<(float A, float B)> pairs)
    {
        double ma = pairs.Average(p => p.A), mb = pairs.Average(p => p.B);
        double ab = pairs.Sum(p => (p.A - ma) * (p.B - mb)), aa = pairs.Sum(p => (p.A - ma) * (p.A - ma)), bb = pairs.Sum(p => (p.B - mb) * (p.B - mb));
        return aa > 0 && bb > 0 ? Math.Abs(ab) / Math.Sqrt(aa * bb) : 0;
    }

    /// <summary>The share of B's deviation that A's levels explain.</summary>
    private static double Ratio(List<(float A, float B)> pairs)
    {
        double mean = pairs.Average(p => p.B), all = pairs.Sum(p => (p.B - mean) * (p.B - mean));
        double between = pairs.GroupBy(p => p.A).Sum(g => g.Count() * Math.Pow(g.Average(p => p.B) - mean, 2));
        return all > 0 ? Math.Sqrt(Math.Min(1, between / all)) : 0;
    }

    private static double CramersV(List<(float A, float B)> pairs)
    {
        Dictionary<float, int> rows = pairs.CountBy(p => p.A).ToDictionary(), columns = pairs.CountBy(p => p.B).ToDictionary();
        double n = pairs.Count, squares = pairs.CountBy(p => p).Sum(cell => (double)cell.Value * cell.Value / ((double)rows[cell.Key.A] * columns[cell.Key.B]));
        int smaller = Math.Min(rows.Count, columns.Count) - 1;
        return smaller < 1 ? 0 : Math.Sqrt(Math.Max(0, (n * squares) - n) / n / smaller);
    }
}
