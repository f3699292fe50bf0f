using Latent.Data;
using Latent.Likelihoods;

namespace Latent.Composition;

/// <summary>Whether a likelihood, and what comes before the encoder, suit the data, as far as their schema says it.</summary>
internal static class LikelihoodFit
{
    /// <summary>Throws unless the likelihood can account for values like these.</summary>
    /// <param name="likelihood">The likelihood.</param>
    /// <param name="schema">What the data are.</param>
    /// <param name="preparation">What is done to them.</param>
    /// <param name="unit">Whether they then lie in [0, 1].</param>
    /// <exception cref="InputException">It cannot; the message says which do.</exception>
    public static void Require(Likelihood likelihood, DataSchema schema, Preparation preparation, bool unit)
    {
        string name = likelihood.GetType().Name;
        if (likelihood.Domain != ValueDomain.Any && schema.Table is not null)
        {
            throw new InputException($"The likelihood {name} takes plain rows of numbers, and {schema.Name} is a table, whose columns have a likelihood each; take the likelihood columns, or for counts the recipes count-vae and zero-inflated-vae, which read tables as plain numbers.");
        }
        if (likelihood.Domain != ValueDomain.Any && preparation.Means.Count > 0)
        {
            throw new InputException($"The likelihood {name} is over the data's own values, and the recipe's 'data.standardize' changes them; leave that out.");
        }
        if (likelihood.Domain != ValueDomain.Any && preparation.Binarization is not Binarization.None)
        {
            throw new InputException($"The recipe's 'data.binarize' makes values 0 or 1, and the likelihood {name} is for others; take bernoulli, or leave 'data.binarize' out.");
        }
        if (double.IsFinite(likelihood.Maximum) && !unit)
        {
            throw new InputException($"The likelihood {name} takes values in [{likelihood.Minimum}, {likelihood.Maximum}]; these data have others. Take gaussian or laplace.");
        }
        if (likelihood.Minimum > schema.Minimum)
        {
            throw new InputException(FormattableString.Invariant($"The likelihood {name} takes values from {likelihood.Minimum} on; those of {schema.Name} begin at {schema.Minimum}. Take gaussian or laplace."));
        }
    }

    /// <summary>Throws unless values have logarithms when one is added to them.</summary>
    /// <exception cref="InputException">They may be negative.</exception>
    public static void RequireLogarithm(DataSchema schema, Preparation preparation)
    {
        if (schema.Minimum < 0 || preparation.Means.Count > 0)
        {
            throw new InputException("The recipe's 'model.input' is log, and the values of these data may be negative, or become so by 'data.standardize'; leave one of the two out.");
        }
    }
}
