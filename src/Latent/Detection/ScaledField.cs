namespace Latent.Detection;

/// <summary>A column, or a part of one, in scaled rows.</summary>
/// <param name="Column">The number of its column in the schema.</param>
/// <param name="Slot">The slot that its number or level stands in.</param>
/// <param name="Atoms">The slot that says which of its column's atoms the number is; -1 if it has none.</param>
/// <param name="Start">The first of its values.</param>
/// <param name="Width">How many values it has: as many as levels, or one.</param>
/// <param name="IsGroup">Whether it is a level, as a one among zeros.</param>
internal sealed record ScaledField(int Column, int Slot, int Atoms, int Start, int Width, bool IsGroup)
{
    /// <summary>The numbers that its column's levels are names of, and behind them one for levels that were not seen; null where they are no numbers.</summary>
    public double[]? Codes { get; init; }
}
