using Latent.Conditions;
using Latent.Likelihoods;
using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What an encoder and a decoder have to fit between.</summary>
/// <param name="Row">[spatial..., channels] of a row; [values] of a table.</param>
/// <param name="EncoderOutputs">How many values the posterior needs.</param>
/// <param name="Latent">How many values a latent has.</param>
/// <param name="OutputsPerValue">How many values the likelihood needs for every one of a row.</param>
/// <param name="Condition">How many values of a condition follow those of a row and those of a latent; 0 for none.</param>
/// <param name="Activation">What follows every map but the last.</param>
/// <param name="Weights">The room there is.</param>
/// <param name="Rng">Where the weights are drawn from.</param>
internal sealed record NetworkPlan(Shape Row, int EncoderOutputs, int Latent, int OutputsPerValue, int Condition, Activation Activation, WeightBudget Weights, Rng Rng)
{
    /// <summary>What the values of the condition are; null for none.</summary>
    public Conditioning? Conditioning { get; init; }

    /// <summary>How the likelihood's means and the decoder's outputs belong together; null where they do not.</summary>
    public MeanLink? Link { get; init; }

    /// <summary>How many values the likelihood needs in all, where values of a row need different numbers of them; null for <see cref="OutputsPerValue"/> of each.</summary>
    public int? Outputs { get; init; }

    /// <summary>How many values a perceptron's encoder reads.</summary>
    public int EncoderInputs { get; init; }

    /// <summary>How many spatial dimensions a row has.</summary>
    public int Dimensions => Row.Rank - 1;

    /// <summary>How many channels a row has.</summary>
    public int Channels => Row.Columns;

    /// <summary>How many values there are under a window of this extent in every spatial dimension.</summary>
    public int Window(int extent) => (int)Math.Pow(extent, Dimensions);
}
