namespace Latent.Evaluation.Disentanglement;

/// <summary>The scores that compare what single dimensions say about single factors.</summary>
internal static class GapScores
{
    /// <summary>
    /// The mutual information gap (Chen et al. 2018): by how much the dimension that says most about a factor is ahead of the second,
    /// as a share of the factor's entropy; the mean over factors.
    /// </summary>
    public static double MutualInformationGap(FactorInformation information) =>
        information.Entropies.Select((entropy, k) => Gap(information.About(k)) / entropy).Average();

    /// <summary>
    /// Modularity (Ridgeway and Mozer 2018): how far a dimension informs about one factor alone, the mean over the dimensions that
    /// inform about any; 0 if none does.
    /// </summary>
    public static double Modularity(FactorInformation information, int size)
    {
        double sum = 0;
        int informing = 0, factors = information.Entropies.Length;
        for (int j = 0; j < size; j++)
        {
            double most = 0, squares = 0;
            foreach (double value in information[j])
            {
                most = Math.Max(most, value);
                squares += value * value;
            }
            if (most > 0)
            {
                informing++;
                sum += factors > 1 ? 1 - ((squares - (most * most)) / (most * most * (factors - 1))) : 1;
            }
        }
        return informing > 0 ? sum / informing : 0;
    }

    /// <summary>
    /// The separated attribute predictability (Kumar et al. 2018): by how much the dimension that predicts a factor best is ahead of the
    /// second; the mean over factors. A factor with an order is predicted along a line, and what counts is the squared
    /// correlation; one without is predicted interval by interval, and what counts is the balanced accuracy.
    /// </summary>
    public static double SeparatedPredictability(Representation representation)
    {
        double sum = 0;
        for (int k = 0; k < representation.Factors.Count; k++)
        {
            int factor = k;
            sum += Gap([.. Enumerable.Range(0, representation.Size).Select(j => representation.IsUnordered(factor)
                ? BalancedAccuracy(representation.CodeBins[j], representation.Levels(factor), representation.LevelCounts[factor])
                : SquaredCorrelation(representation.Column(j), representation.Factor(factor)))]);
        }
        return sum / representation.Factors.Count;
    }

    private static double Gap(double[] values)
    {
        double[] descending = [.. values.OrderDescending()];
        return descending.Length > 1 ? descending[0] - descending[1] : descending[0];
    }

    private static double SquaredCorrelation(float[] a, float[] b)
    {
        double meanA = a.Average(v => (double)v), meanB = b.Average(v => (double)v), both = 0, squareA = 0, squareB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            both += (a[i] - meanA) * (b[i] - meanB);
            squareA += (a[i] - meanA) * (a[i] - meanA);
            squareB += (b[i] - meanB) * (b[i] - meanB);
        }
        return squareA > 0 && squareB > 0 ? both * both / (squareA * squareB) : 0;
    }

    /// <summary>Every interval is taken for the level that is likeliest there, all levels being as common as each other.</summary>
    private static double BalancedAccuracy(int[] bins, int[] levels, int count)
    {
        double[] joint = new double[Representation.Bins * count], ofLevel = new double[count];
        for (int r = 0; r < bins.Length; r++)
        {
            joint[(bins[r] * count) + levels[r]]++;
            ofLevel[levels[r]]++;
        }
        double sum = 0;
        for (int b = 0; b < Representation.Bins; b++)
        {
            sum += Enumerable.Range(0, count).Max(level => ofLevel[level] > 0 ? joint[(b * count) + level] / ofLevel[level] : 0);
        }
        return sum / count;
    }
}
