using Latent.Data;
using Latent.Likelihoods;
using Latent.Tables;

namespace Latent.Composition;

/// <summary>Likelihoods, from their settings.</summary>
internal static class LikelihoodParts
{
    private static readonly (string, Variance)[] s_variances =
        [("fixed", Variance.Fixed), ("scalar", Variance.Scalar), ("feature", Variance.Feature), ("predicted", Variance.Predicted)];

    // Nothing in the place of a variance: the best one is known, and none is learned.
    private static readonly (string, Variance?)[] s_gaussianVariances = [.. s_variances.Select(v => (v.Item1, (Variance?)v.Item2)), ("optimal", null)];

    private static readonly (string, Variance)[] s_learned = [.. s_variances.Where(v => v.Item2 is not Variance.Predicted)];

    private static readonly (string, CountLink)[] s_links = [("log", CountLink.Log), ("softplus", CountLink.Softplus)];

    /// <summary>Whether a likelihood of this name is over the values of the data themselves, so that tables are not standardised for it.</summary>
    public static bool TakesOwnValues(string? likelihood) => likelihood is "poisson" or "negative-binomial" or "zero-inflated-negative-binomial" or "beta" or "categorical";

    private static readonly (string, Func<Settings, int, Likelihood>)[] s_reals = [("gaussian", OfReals), ("student-t", HeavyTailed), ("laplace", Laplace)];

    // Whether that a cell is missing tells something of its value.
    private static readonly (string, bool)[] s_gaps = [("at-random", false), ("self-masking", true)];

    /// <summary>Every column of a table its own.</summary>
    public static Likelihood Columns(Settings s, DataSchema schema)
    {
        TableSchema table = schema.Table ?? throw new InputException($"The likelihood columns is for tables with columns of several kinds, and {schema.Name} is not one; take gaussian.");
        Settings reals = s.Part("reals", "gaussian");
        Func<Settings, int, Likelihood> make = reals.Choice("kind", (Func<Settings, int, Likelihood>)OfReals, s_reals);
        var columns = new Columns(table, values => make(reals, values));
        if (table.Slots.All(slot => slot.Kind is not SlotKind.Real))
        {
            // What is said of real numbers is no mistake where a table has none.
            make(reals, 1);
        }
        return s.Choice("gaps", false, s_gaps) ? new SelfMasking(table, columns) : columns;
    }

    public static Likelihood Gaussian(Settings s, int values) =>
        s.Choice<Variance?>("variance", Variance.Scalar, s_gaussianVariances) is { } variance
            ? new Gaussian(values, variance, Spread(s, "deviation", variance))
            : new OptimalGaussian(s.Positive("deviation", 1));

    public static Likelihood Laplace(Settings s, int values)
    {
        Variance variance = s.Choice("variance", Variance.Scalar, s_variances);
        return new Laplace(values, variance, Spread(s, "scale", variance));
    }

    public static Likelihood DiscretizedLogistic(Settings s, int values)
    {
        Variance variance = s.Choice("variance", Variance.Predicted, s_variances);
        return new DiscretizedLogistic(values, variance, LogisticScale(s));
    }

    public static Likelihood DiscretizedLogisticMixture(Settings s, int values) => new DiscretizedLogisticMixture(values, s.Integer("components", 5, 1, 100), LogisticScale(s));

    public static Likelihood StudentT(Settings s, int values)
    {
        Variance variance = s.Choice("variance", Variance.Scalar, s_variances), degrees = s.Choice("degrees", Variance.Fixed, s_learned);
        double least = degrees is Variance.Fixed ? 0.1 : 1.1 * Likelihoods.StudentT.FewestDegrees;
        return new StudentT(values, variance, Spread(s, "scale", variance), degrees, s.Within("degrees-of-freedom", 4, least, limit: 1000));
    }

    public static Likelihood Beta(Settings s, int values)
    {
        Variance variance = s.Choice("variance", Variance.Scalar, s_variances);
        return new Beta(values, variance, s.Within("concentration", 10, minimum: 0.01, limit: 0.9 * Likelihoods.Beta.LargestConcentration));
    }

    public static Likelihood Categorical(Settings s, int values) => new Categorical(Groups(s, values));

    public static Likelihood Poisson(Settings s, int values) => new Poisson(values, Link(s));

    public static Likelihood NegativeBinomial(Settings s, int values) => new NegativeBinomial(values, Dispersion(s), Overdispersion(s), Link(s));

    public static Likelihood ZeroInflatedNegativeBinomial(Settings s, int values) => new ZeroInflatedNegativeBinomial(values, Dispersion(s), Overdispersion(s), Link(s));

    /// <summary>Normal noise whose variance every column has of its own.</summary>
    private static Gaussian OfReals(Settings s, int values)
    {
        Variance variance = s.Choice("variance", Variance.Feature, s_variances);
        return new Gaussian(values, variance, Spread(s, "deviation", variance));
    }

    private static StudentT HeavyTailed(Settings s, int values)
    {
        Variance variance = s.Choice("variance", Variance.Feature, s_variances), degrees = s.Choice("degrees", Variance.Scalar, s_learned);
        return new StudentT(values, variance, Spread(s, "scale", variance), degrees, s.Within("degrees-of-freedom", 4, degrees is Variance.Fixed ? 0.1 : 1.1 * Likelihoods.StudentT.FewestDegrees, limit: 1000));
    }

    /// <summary>A spread; one that is learned or predicted begins clear of its floor, where it could not move.</summary>
    private static double Spread(Settings s, string key, Variance variance) =>
        variance is Variance.Fixed ? s.Positive(key, 1) : s.Within(key, 1, minimum: 1.1 * Likelihoods.Gaussian.SmallestDeviation);

    private static CountLink Link(Settings s) => s.Choice("link", CountLink.Log, s_links);

    private static Variance Dispersion(Settings s) => s.Choice("dispersion", Variance.Feature, s_variances);

    private static double Overdispersion(Settings s) => s.Within("overdispersion", 0.5, minimum: 1.1 * Likelihoods.NegativeBinomial.SmallestOverdispersion, limit: 1000);

    /// <summary>One number stands for groups of that many values all along the row.</summary>
    private static int[] Groups(Settings s, int values)
    {
        int[] levels = s.Integers("levels", values);
        int[] groups = levels.Length == 1 && values % levels[0] == 0 ? [.. Enumerable.Repeat(levels[0], values / levels[0])] : levels;
        if (groups.Any(g => g < 2))
        {
            throw new InputException("The recipe's 'model.likelihood.levels' has a category of one level, which tells nothing; leave that column out, or give every category at least 2 levels.");
        }
        return groups.Sum(g => (long)g) == values
            ? groups
            : throw new InputException($"The recipe's 'model.likelihood.levels' are {string.Join(", ", levels)}, and rows have {values} values; give the levels of every category, which make up the row, or one number that divides it.");
    }

    private static double LogisticScale(Settings s) => s.Within("scale", 0.1, minimum: 0.001, limit: 10);
}
