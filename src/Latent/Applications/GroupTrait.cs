using Latent.Reports;
using Latent.Tables;

namespace Latent.Applications;

/// <summary>Something in which the rows of a group differ from all rows.</summary>
/// <param name="Column">The column.</param>
/// <param name="Level">The level whose share differs; null where numbers do.</param>
/// <param name="Group">The group's mean, in the column's own units (of positive numbers and counts a geometric one: what the mean of their logarithms stands for), or the share of its rows that have the level. Numbers that many rows share count as levels, not in the mean.</param>
/// <param name="All">The same of all rows.</param>
/// <param name="Effect">The difference of the means in standard deviations of all rows; of a level, of having it.</param>
public sealed record GroupTrait(string Column, string? Level, double Group, double All, double Effect)
{
    /// <summary>Of which column it is, for what its numbers are; null for plain numbers.</summary>
    internal Column? Of { get; init; }

    /// <summary>In words: <c>age 52.3 (all 38.6)</c>, <c>job = nurse 62% (all 12%)</c>.</summary>
    public override string ToString() => Level is null
        ? $"{Column} {Number(Group)} (all {Number(All)})"
        : FormattableString.Invariant($"{Column} = {Level} {100 * Group:0.#}% (all {100 * All:0.#}%)");

    private string Number(double value) => Of is { Kind: ColumnKind.Date } date ? RowCodec.Text(date, value) : ValueText.Of(value);
}
