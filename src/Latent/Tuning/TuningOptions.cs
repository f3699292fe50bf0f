namespace Latent.Tuning;

/// <summary>How settings are searched for.</summary>
public sealed record TuningOptions
{
    /// <summary>How many sets of settings are tried; the first is the recipe as it stands.</summary>
    public int Trials { get; init; } = 20;

    /// <summary>One trial in so many survives a rung.</summary>
    public int Rate { get; init; } = 3;

    /// <summary>Where the settings are drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>How long this run of the search may take; null for as long as it needs.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How often a trial's checkpoint is saved.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
