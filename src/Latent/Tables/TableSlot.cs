namespace Latent.Tables;

/// <summary>What a slot of a row holds.</summary>
public enum SlotKind
{
    /// <summary>One standardised number.</summary>
    Real,

    /// <summary>One count.</summary>
    Count,

    /// <summary>One number between 0 and 1.</summary>
    Bounded,

    /// <summary>A level, as a one among zeros.</summary>
    Category,

    /// <summary>A level of an order, as a one among zeros.</summary>
    Ordinal,
}

/// <summary>A column, or a part of one, in the rows that a model sees.</summary>
/// <param name="Column">The number of its column in the schema.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Start">The first of its values in a row.</param>
/// <param name="Width">How many values it has.</param>
/// <param name="Part">Which part of a date it is; null for how far along it lies, and for other columns.</param>
public sealed record TableSlot(int Column, SlotKind Kind, int Start, int Width, DatePart? Part = null)
{
    /// <summary>Whether it tells which of its column's atoms a number is, the last level standing for none; the number itself is then missing where it is one.</summary>
    public bool IsAtom { get; init; }

    /// <summary>Whether it holds a level.</summary>
    public bool HasLevels => Kind is SlotKind.Category or SlotKind.Ordinal;
}
