using Latent.Data;
using Latent.Likelihoods;

namespace Latent.Evaluation;

/// <summary>A bound in nats per row as the bits that a code built on the model would spend on every value.</summary>
public static class BitsPerDimension
{
    private const double LevelBits = 8;

    /// <summary>
    /// For data of 256 levels: the bits of a probability of levels as they are, those of a density plus 8 for the width of
    /// a level. For binarised data under a Bernoulli: the bits of every yes or no. Null for everything else, where there
    /// is nothing to be coded.
    /// </summary>
    /// <param name="model">The model, with its schema and preparation.</param>
    /// <param name="bound">log p(x) or a bound on it, in nats per row.</param>
    public static double? Of(TrainedModel model, double bound)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Model.HasDensity || model.Model is not Vae)
        {
            return null;
        }
        double bits = -bound / (model.Schema.RowShape.Length * Math.Log(2));
        bool binary = model.Preparation.Binarization is not Binarization.None, levels = model.Schema.EightBit && !binary;
        return model.Model.Measure switch
        {
            Measure.Levels when levels => bits,
            Measure.Density when levels => bits + LevelBits,
            Measure.Binary when binary => bits,
            _ => null,
        };
    }
}
