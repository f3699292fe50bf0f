using System.Text.Json.Nodes;

namespace Latent.Tuning;

/// <summary>One set of settings, and what came of it so far.</summary>
/// <param name="Number">Which, from 1; the first is the recipe as it stands.</param>
/// <param name="Settings">The settings that were drawn, by their paths.</param>
public sealed record Trial(int Number, JsonObject Settings)
{
    /// <summary>The epochs that the score is of.</summary>
    public int Epochs { get; init; }

    /// <summary>The best that it was ever judged at: nats per validation row, higher being better; null if it never was.</summary>
    public double? Score { get; init; }

    /// <summary>Why it has come to nothing; null if it has not.</summary>
    public string? Failure { get; init; }

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; init; }

    /// <summary>Where it stands.</summary>
    public TrialStatus Status { get; init; }
}

/// <summary>Where a trial stands.</summary>
public enum TrialStatus
{
    /// <summary>It may be trained further.</summary>
    Waiting,

    /// <summary>It was trained for as long as any is.</summary>
    Finished,

    /// <summary>Others were better, so it was not trained further.</summary>
    Dropped,

    /// <summary>It cannot be trained.</summary>
    Failed,
}
