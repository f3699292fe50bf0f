using Latent.Tensors;

namespace Latent.Composition;

/// <summary>What a posterior is made from beyond its settings.</summary>
/// <param name="Latent">How many values a latent has.</param>
/// <param name="Weights">The room there is.</param>
/// <param name="Rng">Where what it learns is drawn from.</param>
internal sealed record PosteriorPlan(int Latent, WeightBudget Weights, Rng Rng)
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
