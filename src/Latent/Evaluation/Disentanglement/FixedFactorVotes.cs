using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Evaluation.Disentanglement;

/// <summary>The two scores that fix one factor, look at how latents of such rows differ, and have it told which factor it was.</summary>
internal static class FixedFactorVotes
{
    private const int Group = 64;
    private const int TrainVotes = 10_000;
    private const int TestVotes = 5_000;

    // A dimension whose variance is under this share of the largest is not in use.
    private const double Unused = 1e-4;

    /// <summary>
    /// The FactorVAE score (Kim and Mnih 2018): the dimension that varies least among 64 rows, relative to how it varies over all,
    /// votes for the factor that they share; the accuracy of the majority's assignment of dimensions to factors.
    /// </summary>
    public static double FactorVae(Representation representation, Rng rng, CancellationToken cancellation)
    {
        int[] used = Used(representation, out double[] variances);
        if (used.Length == 0)
        {
            return 0;
        }
        var groups = new Groups(representation);
        int factors = representation.Factors.Count;
        int[,] train = Count(TrainVotes, rng.Split("train")), test = Count(TestVotes, rng.Split("test"));
        int right = 0;
        foreach (int j in used)
        {
            int best = 0;
            for (int k = 1; k < factors; k++)
            {
                best = train[j, k] > train[j, best] ? k : best;
            }
            right += test[j, best];
        }
        return (double)right / TestVotes;

        int[,] Count(int votes, Rng own)
        {
            int[,] counts = new int[representation.Size, factors];
            int[] rows = new int[Group];
            for (int v = 0; v < votes; v++)
            {
                cancellation.ThrowIfCancellationRequested();
                int factor = groups.Choose(own, rows);
                counts[used.MinBy(j => Variance(representation, rows, j) / variances[j]), factor]++;
            }
            return counts;
        }
    }

    /// <summary>
    /// The beta-VAE score (Higgins et al. 2017): the accuracy with which a linear classifier tells, from how far apart the latents
    /// of two rows lie along each dimension, averaged over 64 pairs, which factor the two of every pair share.
    /// </summary>
    public static double BetaVae(Representation representation, Rng rng, Backend backend, CancellationToken cancellation)
    {
        var groups = new Groups(representation);
        int size = representation.Size;
        (float[] train, int[] trainFactors) = Draw(TrainVotes, rng.Split("train"));
        (float[] test, int[] testFactors) = Draw(TestVotes, rng.Split("test"));
        return LogisticRegression.Fit(train, size, trainFactors, representation.Factors.Count, backend, cancellation).Accuracy(test, testFactors);

        (float[], int[]) Draw(int votes, Rng own)
        {
            float[] differences = new float[votes * size];
            int[] factors = new int[votes], pair = new int[2];
            for (int v = 0; v < votes; v++)
            {
                cancellation.ThrowIfCancellationRequested();
                factors[v] = own.Next(representation.Factors.Count);
                for (int l = 0; l < Group; l++)
                {
                    groups.Choose(factors[v], own, pair);
                    for (int j = 0; j < size; j++)
                    {
                        differences[(v * size) + j] += Math.Abs(representation.Codes[(pair[0] * size) + j] - representation.Codes[(pair[1] * size) + j]) / Group;
                    }
                }
            }
            return (differences, factors);
        }
    }

    private static int[] Used(Representation representation, out double[] variances)
    {
        int[] all = [.. Enumerable.Range(0, representation.Rows)];
        double[] each = [.. Enumerable.Range(0, representation.Size).Select(j => Variance(representation, all, j))];
        variances = each;
        double least = Math.Max(Unused * each.Max(), 1e-12);
        return [.. Enumerable.Range(0, representation.Size).Where(j => each[j] > least)];
    }

    private static double Variance(Representation representation, int[] rows, int dimension)
    {
        double mean = 0, squares = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double distance = representation.Codes[(rows[i] * representation.Size) + dimension] - mean;
            mean += distance / (i + 1);
            squares += distance * (representation.Codes[(rows[i] * representation.Size) + dimension] - mean);
        }
        return squares / rows.Length;
    }

    /// <summary>Rows that share a factor's level.</summary>
    private sealed class Groups(Representation representation)
    {
        private readonly int[][][] _rows = [.. Enumerable.Range(0, representation.Factors.Count).Select(representation.RowsByLevel)];

        /// <summary>Chooses a factor, and rows that share a level of it; the level of a row that is drawn, so that common levels are common here.</summary>
        public int Choose(Rng rng, int[] rows)
        {
            int factor = rng.Next(_rows.Length);
            Choose(factor, rng, rows);
            return factor;
        }

        public void Choose(int factor, Rng rng, int[] rows)
        {
            int[] same = _rows[factor][representation.Levels(factor)[rng.Next(representation.Rows)]];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i] = same[rng.Next(same.Length)];
            }
        }
    }
}
