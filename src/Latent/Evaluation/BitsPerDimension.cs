using Latent.Data;

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
        if (!model.Model.HasDensity || model.Model is not Vae vae)
        {
            return null;
        }
        double bits = -bound / (model.Schema.RowShape.Length * Math.Log(2));
        bool binary = model.Preparation.Binarization is not Binarization.None;
        return (vae.Likelihood.IsNormalisedOverReals, binary) switch
        {
            (true, false) when model.Schema.EightBit => vae.Likelihood.IsMassOfLevels ? bits : bits + LevelBits,
            (false, true) => bits,
            _ => null,
        };
    }
}
