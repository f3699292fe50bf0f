namespace Latent.Evaluation.Disentanglement;

/// <summary>The mutual information of every dimension of the latents, cut into intervals, and every factor, in nats.</summary>
internal sealed class FactorInformation
{
    // How many deviations above what independent counts show by chance (the G-test).
    private const double Significance = 5;

    private readonly double[][] _information;

    public FactorInformation(Representation representation)
    {
        Entropies = [.. Enumerable.Range(0, representation.Factors.Count).Select(k => Entropy(representation.Levels(k), representation.LevelCounts[k]))];
        _information = [.. representation.CodeBins.Select(bins =>
            Enumerable.Range(0, representation.Factors.Count).Select(k => Mutual(bins, representation.Levels(k), representation.LevelCounts[k])).ToArray())];
    }

    /// <summary>The entropy of every factor.</summary>
    public double[] Entropies { get; }

    /// <summary>What a dimension says about each factor; zero where chance would show as much.</summary>
    public ReadOnlySpan<double> this[int dimension] => _information[dimension];

    /// <summary>What each dimension says about a factor.</summary>
    public double[] About(int factor) => Array.ConvertAll(_information, row => row[factor]);

    private static double Entropy(int[] levels, int count)
    {
        double[] shares = new double[count];
        foreach (int level in levels)
        {
            shares[level] += 1.0 / levels.Length;
        }
        return -shares.Sum(share => share > 0 ? share * Math.Log(share) : 0);
    }

    private static double Mutual(int[] bins, int[] levels, int count)
    {
        int[] joint = new int[Representation.Bins * count], ofBin = new int[Representation.Bins], ofLevel = new int[count];
        for (int r = 0; r < bins.Length; r++)
        {
            joint[(bins[r] * count) + levels[r]]++;
            ofBin[bins[r]]++;
            ofLevel[levels[r]]++;
        }
        double rows = bins.Length, information = 0;
        for (int i = 0; i < joint.Length; i++)
        {
            if (joint[i] > 0)
            {
                information += joint[i] / rows * Math.Log(joint[i] * rows / ((double)ofBin[i / count] * ofLevel[i % count]));
            }
        }
        double freedom = (ofBin.Count(n => n > 0) - 1.0) * (ofLevel.Count(n => n > 0) - 1.0);
        return 2 * rows * information > freedom + (Significance * Math.Sqrt(2 * freedom)) ? information : 0;
    }
}
