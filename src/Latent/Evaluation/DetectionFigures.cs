namespace Latent.Evaluation;

/// <summary>How well scores tell anomalies from normal rows, where it is known which rows are which.</summary>
/// <param name="Auroc">The area under the ROC curve: how often an anomaly scores higher than a normal row, ties counting half.</param>
/// <param name="AveragePrecision">The mean, over anomalies, of the share of anomalies among rows that score as high or higher.</param>
public readonly record struct DetectionFigures(double Auroc, double AveragePrecision)
{
    /// <summary>Compares scores with what is known.</summary>
    /// <param name="scores">Higher for stranger rows.</param>
    /// <param name="anomalies">Which rows are anomalies.</param>
    /// <exception cref="InputException">All rows are normal, or all are anomalies.</exception>
    public static DetectionFigures Of(ReadOnlySpan<float> scores, ReadOnlySpan<bool> anomalies)
    {
        if (scores.Length != anomalies.Length)
        {
            throw new ArgumentException($"{scores.Length} scores do not go with {anomalies.Length} answers.", nameof(anomalies));
        }
        float[] keys = scores.ToArray();
        bool[] values = anomalies.ToArray();
        Array.Sort(keys, values);
        long found = 0, total = values.LongCount(v => v), normal = values.Length - total;
        if (total == 0 || normal == 0)
        {
            throw new InputException($"Detection can be measured only on rows of both kinds, and {(total == 0 ? "none of these is an anomaly" : "all of these are anomalies")}.");
        }
        double area = 0, precision = 0;
        for (int end = values.Length; end > 0;)
        {
            int begin = end;
            long hits = 0;
            while (begin > 0 && keys[begin - 1] == keys[end - 1])
            {
                begin--;
                hits += values[begin] ? 1 : 0;
            }
            long misses = end - begin - hits;
            // The anomalies found so far score higher than these normal rows.
            area += misses * (found + (hits / 2.0));
            found += hits;
            precision += hits * (double)found / (values.Length - begin);
            end = begin;
        }
        return new DetectionFigures(area / ((double)total * normal), precision / total);
    }
}
