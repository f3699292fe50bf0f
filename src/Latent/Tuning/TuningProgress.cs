using Latent.Training;

namespace Latent.Tuning;

/// <summary>Where a search stands; reported while it goes on.</summary>
public sealed record TuningProgress
{
    /// <summary>The trial under way.</summary>
    public required Trial Trial { get; init; }

    /// <summary>How many there are.</summary>
    public required int Trials { get; init; }

    /// <summary>The epochs that it is being trained up to.</summary>
    public required int Epochs { get; init; }

    /// <summary>Its training; null when it has just been judged, and <see cref="Trial"/> has its score.</summary>
    public TrainingProgress? Training { get; init; }

    /// <summary>The share of all epochs that are done.</summary>
    public required double Share { get; init; }

    /// <summary>How long the rest will take at this speed, or until the time is over; null while that is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>The best trial so far; null before the first.</summary>
    public Trial? Best { get; init; }
}
