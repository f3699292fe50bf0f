using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What a posterior and a prior have to fit.</summary>
/// <param name="Latent">How many values a latent has.</param>
/// <param name="Activation">What follows the maps of their own networks.</param>
/// <param name="Weights">The room there is.</param>
/// <param name="Rng">Where their weights are drawn from: split it, and the networks around them stay as they are.</param>
internal sealed record LatentPlan(int Latent, Activation Activation, WeightBudget Weights, Rng Rng)
{
    /// <summary>The greatest divisor of the latent's size that is at most this; the whole size where there is none above 1.</summary>
    public int Divisor(int most)
    {
        int divisor = Math.Min(most, Latent);
        while (divisor > 1 && Latent % divisor != 0)
        {
            divisor--;
        }
        return divisor > 1 ? divisor : Latent;
    }

    /// <summary>How many parts of a size make a latent.</summary>
    /// <exception cref="InputException">There are no whole ones.</exception>
    public int PartsOf(int size, string setting) => Latent % size == 0
        ? Latent / size
        : throw new InputException(FormattableString.Invariant($"The recipe's 'model.latent' is {Latent} and 'model.posterior.{setting}' is {size}, of which it is no multiple; change one of the two."));
}
