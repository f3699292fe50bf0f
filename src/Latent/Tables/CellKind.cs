namespace Latent.Tables;

/// <summary>What the cells of a column are, where a source knows or a target has to.</summary>
public enum CellKind
{
    /// <summary>The source does not say.</summary>
    Unknown,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Floating-point numbers.</summary>
    Number,

    /// <summary>Whole numbers.</summary>
    WholeNumber,

    /// <summary>Decimal numbers of any length.</summary>
    DecimalNumber,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>Days.</summary>
    Date,

    /// <summary>Days with a time, of no particular zone.</summary>
    DateAndTime,

    /// <summary>Points in time.</summary>
    Instant,
}
