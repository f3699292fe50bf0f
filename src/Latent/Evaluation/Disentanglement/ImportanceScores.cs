namespace Latent.Evaluation.Disentanglement;

/// <summary>
/// Disentanglement, completeness and informativeness (Eastwood and Williams 2018), from gradient boosted trees that predict every
/// factor from the latents: half of the rows fit them, the other half tell how good they are.
/// </summary>
/// <param name="Disentanglement">How far every dimension matters for one factor alone.</param>
/// <param name="Completeness">How far every factor is in one dimension alone.</param>
/// <param name="Informativeness">How well the factors are predicted: the mean coefficient of determination, none counted below 0.</param>
internal sealed record ImportanceScores(double Disentanglement, double Completeness, double Informativeness)
{
    public static ImportanceScores Of(Representation representation, CancellationToken cancellation)
    {
        int factors = representation.Factors.Count, size = representation.Size, half = representation.Rows / 2;
        ReadOnlySpan<float> train = representation.Codes.AsSpan(0, half * size), test = representation.Codes.AsSpan(half * size);
        double[][] importances = new double[factors][];
        double informativeness = 0;
        for (int k = 0; k < factors; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] values = representation.Factor(k);
            BoostedTrees trees = BoostedTrees.Fit(train, size, values.AsSpan(0, half));
            informativeness += Math.Max(0, Determination(trees.Predict(test), values.AsSpan(half))) / factors;
            double all = trees.Importances.Sum();
            importances[k] = Array.ConvertAll(trees.Importances, importance => all > 0 ? importance / all : 0);
        }
        double total = importances.Sum(row => row.Sum()), disentanglement = 0;
        for (int j = 0; j < size && total > 0; j++)
        {
            double[] own = Array.ConvertAll(importances, row => row[j]);
            disentanglement += own.Sum() / total * Concentration(own);
        }
        return new ImportanceScores(disentanglement, importances.Average(Concentration), informativeness);
    }

    /// <summary>1 if all weight is on one item, 0 if it is spread evenly or if there is none.</summary>
    private static double Concentration(double[] weights)
    {
        double all = weights.Sum();
        return all <= 0 ? 0
            : weights.Length == 1 ? 1
            : 1 + (weights.Sum(w => w > 0 ? w / all * Math.Log(w / all) : 0) / Math.Log(weights.Length));
    }

    private static double Determination(double[] predicted, ReadOnlySpan<float> values)
    {
        double mean = 0, error = 0, variance = 0;
        foreach (float value in values)
        {
            mean += value / (double)values.Length;
        }
        for (int i = 0; i < predicted.Length; i++)
        {
            error += (values[i] - predicted[i]) * (values[i] - predicted[i]);
            variance += (values[i] - mean) * (values[i] - mean);
        }
        return variance > 0 ? 1 - (error / variance) : 0;
    }
}
