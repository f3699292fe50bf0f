using Latent.Tensors;

namespace Latent.Applications;

/// <summary>A draw of one of several by their weights.</summary>
internal static class WeightedDraw
{
    /// <summary>The number of the one that was drawn.</summary>
    /// <param name="logWeights">The logarithms of weights that need not sum to 1.</param>
    /// <param name="rng">Where it is drawn from.</param>
    public static int Of(ReadOnlySpan<float> logWeights, Rng rng)
    {
        int best = 0;
        double most = double.NegativeInfinity;
        for (int i = 0; i < logWeights.Length; i++)
        {
            // The greatest of log weights with Gumbel noise is a draw by the weights.
            double score = logWeights[i] - Math.Log(-Math.Log(1 - rng.NextDouble()) + 1e-300);
            (best, most) = score > most ? (i, score) : (best, most);
        }
        return best;
    }
}
