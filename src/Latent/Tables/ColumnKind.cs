namespace Latent.Tables;

/// <summary>What the values of a column are, which decides how a model sees them and what their likelihood is.</summary>
public enum ColumnKind
{
    /// <summary>Real numbers: standardised; a normal density.</summary>
    Real,

    /// <summary>Numbers above zero that spread over orders of magnitude: their logarithms are standardised; a log-normal density.</summary>
    Positive,

    /// <summary>Whole numbers from zero on: negative binomial.</summary>
    Count,

    /// <summary>Numbers between two known ends: a beta density.</summary>
    Bounded,

    /// <summary>One of two levels.</summary>
    Binary,

    /// <summary>One of several levels without an order.</summary>
    Categorical,

    /// <summary>One of several levels in an order.</summary>
    Ordinal,

    /// <summary>A date, perhaps with a time: how far it lies along, and its month, weekday and hour where they vary.</summary>
    Date,

    /// <summary>Text of many levels: its most frequent ones are levels, the others are one together; left out if that says too little.</summary>
    Text,

    /// <summary>A name or number that tells rows apart and nothing else: left out.</summary>
    Identifier,

    /// <summary>The same in every row, or in none: left out.</summary>
    Constant,

    /// <summary>Left out because the user said so.</summary>
    Ignored,
}
