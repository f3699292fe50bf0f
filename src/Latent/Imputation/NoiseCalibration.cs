using Latent.Tensors;

namespace Latent.Imputation;

/// <summary>
/// Sets the noise of numbers so that intervals hold what they are to hold. A model that has learned few rows nearly by heart
/// takes them for less noisy than new ones are: one that learned without some of the cells tells by how much, and the noise
/// that those cells call for is given to the model that has learned from all.
/// </summary>
internal static class NoiseCalibration
{
    private const double Level = 0.9;

    // The deviation is made at most so much less or more, by halving.
    private const double Least = 0.7, Most = 2.5;

    private const int Halvings = 6;

    /// <summary>Makes the noise of a model what cells that were held back call for.</summary>
    /// <param name="model">The model, which has learned from all cells.</param>
    /// <param name="trials">The same, learned without some; their noise changes.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void Apply(LatentModel model, IReadOnlyList<Trial> trials, CancellationToken cancellation)
    {
        if (Noise(model) is not { } noise)
        {
            return;
        }
        float[][] learned = [.. trials.Select(trial => Noise(trial.Model)!.ToArray())];
        double least = Math.Log(Least), most = Math.Log(Most);
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (least + most) / 2;
            int inside = 0, all = 0;
            foreach ((Trial trial, float[] own) in trials.Zip(learned))
            {
                Noise(trial.Model)!.Set(Widened(own, middle));
                (int Inside, int All) covered = trial.Held.Covered(trial.Model, Level, cancellation);
                (inside, all) = (inside + covered.Inside, all + covered.All);
            }
            if (all == 0)
            {
                return;
            }
            (least, most) = inside < Level * all ? (middle, most) : (least, middle);
        }
        noise.Set(Widened(noise.ToArray(), (least + most) / 2));
    }

    /// <summary>The logarithms of the noise's variances, one for every real number; null for noise of another kind.</summary>
    private static Tensor? Noise(LatentModel model)
    {
        int place = model.Parameters.Names.ToList().IndexOf("likelihood.reals.log_variance");
        return place < 0 ? null : model.Parameters[place];
    }

    private static float[] Widened(float[] logVariances, double logFactor) => Array.ConvertAll(logVariances, v => v + (float)(2 * logFactor));
}
