using Latent.Tensors.Backends;

namespace Latent.Evaluation.Disentanglement;

/// <summary>
/// Explicitness (Ridgeway and Mozer 2018): how well a linear classifier tells the levels of every factor from the latents, by the
/// area under the curve of each level against the others, 0 for chance and 1 for always; the mean over levels, then over factors.
/// Half of the rows fit the classifier, the other half measure it.
/// </summary>
internal static class ExplicitnessScore
{
    public static double Of(Representation representation, Backend backend, CancellationToken cancellation)
    {
        int half = representation.Rows / 2, size = representation.Size;
        return Enumerable.Range(0, representation.Factors.Count).Average(k =>
        {
            int[] levels = representation.Levels(k);
            int count = representation.LevelCounts[k];
            LogisticRegression fitted = LogisticRegression.Fit(representation.Codes.AsSpan(0, half * size), size, levels[..half], count, backend, cancellation);
            float[] scores = fitted.LogProbabilities(representation.Codes.AsSpan(half * size));
            double[] areas = [.. Enumerable.Range(0, count).Select(level => Area(scores, level, count, levels[half..])).Where(area => !double.IsNaN(area))];
            return areas.Length > 0 ? Math.Max(0, (2 * areas.Average()) - 1) : 0;
        });
    }

    /// <summary>The area under the curve of one level: how often a row of it scores above one of another, ties counted as halves. NaN if either has no rows.</summary>
    private static double Area(float[] scores, int level, int count, int[] levels)
    {
        float[] own = [.. levels.Select((_, r) => scores[(r * count) + level])];
        int[] order = [.. Enumerable.Range(0, own.Length)];
        Array.Sort((float[])own.Clone(), order);
        double below = 0, sum = 0, members = 0;
        for (int i = 0; i < order.Length;)
        {
            double here = 0, others = 0;
            float score = own[order[i]];
            for (; i < order.Length && own[order[i]] == score; i++)
            {
                (here, others) = levels[order[i]] == level ? (here + 1, others) : (here, others + 1);
            }
            sum += here * (below + (others / 2));
            below += others;
            members += here;
        }
        return members > 0 && below > 0 ? sum / (members * below) : double.NaN;
    }
}
