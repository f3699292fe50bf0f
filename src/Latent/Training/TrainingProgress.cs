namespace Latent.Training;

/// <summary>Where training stands; reported while it goes on. Figures in nats per row are means over the epoch so far.</summary>
public sealed record TrainingProgress
{
    /// <summary>The epoch under way, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>How many epochs there will be.</summary>
    public required int Epochs { get; init; }

    /// <summary>Updates so far.</summary>
    public required long Step { get; init; }

    /// <summary>Updates in all, if training runs to its end.</summary>
    public required long Steps { get; init; }

    /// <summary>Rows trained on each second, since this run began.</summary>
    public required double RowsPerSecond { get; init; }

    /// <summary>How long the rest will take at this speed.</summary>
    public required TimeSpan Remaining { get; init; }

    /// <summary>Reconstruction - KL, whatever the bound that is maximised.</summary>
    public required double Elbo { get; init; }

    /// <summary>E[log p(x|z)].</summary>
    public required double Reconstruction { get; init; }

    /// <summary>KL(q(z|x) || p(z)).</summary>
    public required double Kl { get; init; }

    /// <summary>Latent dimensions whose posterior mean varies over the data (Burda et al. 2016).</summary>
    public required int ActiveUnits { get; init; }

    /// <summary>All latent dimensions.</summary>
    public required int LatentSize { get; init; }

    /// <summary>The rate of the last update.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Steps skipped because something was not finite, in all.</summary>
    public required long Skipped { get; init; }

    /// <summary>Set when an epoch has ended: its record.</summary>
    public EpochRecord? Ended { get; init; }
}

/// <summary>One epoch of a training, as it is written to metrics.jsonl. All figures in nats per row.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Updates so far.</param>
/// <param name="Elbo">Reconstruction - KL, mean over the epoch's steps.</param>
/// <param name="Reconstruction">E[log p(x|z)], likewise.</param>
/// <param name="Kl">KL(q(z|x) || p(z)), likewise.</param>
/// <param name="ActiveUnits">Latent dimensions in use.</param>
/// <param name="LearningRate">The rate at its end.</param>
/// <param name="Skipped">Steps skipped so far.</param>
/// <param name="Seconds">How long training has taken so far, interruptions apart.</param>
/// <param name="ValidationElbo">Over the validation rows at its end; null without such rows.</param>
/// <param name="ValidationReconstruction">Likewise.</param>
/// <param name="ValidationKl">Likewise.</param>
public sealed record EpochRecord(
    int Epoch,
    long Step,
    double Elbo,
    double Reconstruction,
    double Kl,
    int ActiveUnits,
    double LearningRate,
    long Skipped,
    double Seconds,
    double? ValidationElbo = null,
    double? ValidationReconstruction = null,
    double? ValidationKl = null);
