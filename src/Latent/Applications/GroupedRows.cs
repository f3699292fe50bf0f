using Latent.Data;

namespace Latent.Applications;

/// <summary>Rows in groups.</summary>
/// <param name="Found">The groups.</param>
/// <param name="Groups">The group of every row, counted from 0, the largest first.</param>
/// <param name="Probabilities">The probability that a row belongs to its group.</param>
/// <param name="Sizes">How many rows each group has.</param>
/// <param name="Traits">In what each group differs from all rows; null for rows that are no table.</param>
public sealed record GroupedRows(LatentGroups Found, IReadOnlyList<int> Groups, IReadOnlyList<double> Probabilities, IReadOnlyList<int> Sizes, IReadOnlyList<IReadOnlyList<GroupTrait>>? Traits)
{
    /// <summary>Finds groups of latents and tells what their rows are like.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="latents">[rows, size].</param>
    /// <param name="size">How many values a latent has.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="InputException">There are too few rows, or they cannot be grouped.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static GroupedRows Of(DataSet data, ReadOnlySpan<float> latents, int size, GroupingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new GroupingOptions();
        LatentGroups found = LatentGroups.Fit(latents, size, options);
        (int[] groups, double[] probabilities) = found.Assign(latents);
        int[] sizes = new int[found.Count];
        foreach (int group in groups)
        {
            sizes[group]++;
        }
        return new GroupedRows(found, groups, probabilities, sizes, data.Kind is DataKind.Table ? GroupTraits.Of(data, groups, found.Count, cancellation: options.Cancellation) : null);
    }
}
