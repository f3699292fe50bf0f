using Latent.Tables;
using Latent.Training;

namespace Latent.Applications;

/// <summary>How missing cells are filled in, and how the model for it is made.</summary>
public sealed record ImputerOptions
{
    /// <summary>The settings of the model and its training; null for the <see cref="Imputation.ImputerRecipe">usual ones</see>.</summary>
    public Recipe? Recipe { get; init; }

    /// <summary>What is said of the table's columns; the rest is told by its rows.</summary>
    public TableOptions Columns { get; init; } = new();

    /// <summary>Why cells are missing.</summary>
    public Missingness Missingness { get; init; } = Missingness.AtRandom;

    /// <summary>
    /// How many updates training takes, or as many as it takes to see every row twice if those are more. Null for as many as suit the table: of more than 5,000 rows 16 passes,
    /// from 1,000 to 6,000 updates; of fewer twice the rows, from 700 to 1,000, and five times that where models that learn without some of the cells do better with it. Counts only where no recipe is given.
    /// </summary>
    public int? Steps { get; init; }

    /// <summary>Whether, in tables of at most 5,000 rows whose cells are missing at random, models that learn without some of the cells tell how long to learn and how much noise there is: intervals would be too narrow otherwise.</summary>
    public bool Calibrated { get; init; } = true;

    /// <summary>How many latents are drawn for every row and weighed.</summary>
    public int Samples { get; init; } = 100;

    /// <summary>From how many draws the spread of a cell and its interval are taken.</summary>
    public int SpreadDraws { get; init; } = 200;

    /// <summary>The probability with which a value is to lie in its interval.</summary>
    public double Level { get; init; } = 0.9;

    /// <summary>Fixes all randomness: the same seed over the same table gives the same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Told how training goes, a few times a second, all trainings as one, whose length is known once the last has begun; null for nobody.</summary>
    public Action<TrainingProgress>? Progress { get; init; }

    /// <exception cref="InputException">An option makes no sense.</exception>
    internal void Validate()
    {
        Require(Steps is null or >= 1, "Steps", "at least 1");
        Require(Samples >= 1, "Samples", "at least 1");
        Require(SpreadDraws >= 2, "SpreadDraws", "at least 2");
        Require(Level is > 0 and < 1, "Level", "between 0 and 1");
    }

    private static void Require(bool holds, string option, string wanted)
    {
        if (!holds)
        {
            throw new InputException($"The option {option} of the imputer must be {wanted}.");
        }
    }
}

/// <summary>Why cells of a table are missing.</summary>
public enum Missingness
{
    /// <summary>For no reason, or for one that the cells that are there tell.</summary>
    AtRandom,

    /// <summary>Because of the values that they have, such as incomes that are not told where they are high (not-MIWAE, Ipsen et al. 2021).</summary>
    SelfMasking,
}
