namespace Latent.Evaluation;

/// <summary>How a t-SNE map is made.</summary>
public sealed record TSneOptions
{
    /// <summary>How many neighbours count for a row, roughly: at least 1, and a third of the rows that the map is made of at most.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>How many steps are made.</summary>
    public int Rounds { get; init; } = 750;

    /// <summary>Of how many rows the map itself is made, from 2 to 20,000; the others are placed among them.</summary>
    public int MostRows { get; init; } = 2000;

    /// <summary>Fixes the little noise that keeps rows from lying on a line for ever.</summary>
    public ulong Seed { get; init; }

    /// <summary>Told the share of the steps that are made.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Ends the work.</summary>
    public CancellationToken Cancellation { get; init; }
}
