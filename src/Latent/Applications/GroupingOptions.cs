namespace Latent.Applications;

/// <summary>How groups of latents are found.</summary>
public sealed record GroupingOptions
{
    /// <summary>How many groups; null for as many as the Bayesian information criterion says.</summary>
    public int? Groups { get; init; }

    /// <summary>How many groups are tried at most where their number is to be found.</summary>
    public int MostGroups { get; init; } = 20;

    /// <summary>Fixes the points that groups begin from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Told the share of the most that the work can take.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Ends the work.</summary>
    public CancellationToken Cancellation { get; init; }
}
