namespace Latent.Targets;

/// <summary>The class of the greatest score.</summary>
internal static class MostLikely
{
    /// <summary>The place of the greatest score, the first of equals.</summary>
    public static int Of(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
