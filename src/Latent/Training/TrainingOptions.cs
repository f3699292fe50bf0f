using Latent.Data;
using Latent.Tensors;

namespace Latent.Training;

/// <summary>How a model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes through the data.</summary>
    public int Epochs { get; init; } = 20;

    /// <summary>Rows in a step.</summary>
    public int BatchSize { get; init; } = 128;

    /// <summary>The learning rate over time.</summary>
    public LearningRate LearningRate { get; init; } = new();

    /// <summary>Makes the optimiser of a player's parameters.</summary>
    public Func<IReadOnlyList<Tensor>, Optimizer> Optimizer { get; init; } = static parameters => new Adam(parameters);

    /// <summary>The largest allowed norm of all gradients together; larger ones are scaled down to it. 0: no limit.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Training stops when the validation ELBO has not improved for this many epochs. 0: never.</summary>
    public int Patience { get; init; }

    /// <summary>Random changes to the rows that are learned from; null for none.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>How many labels are kept, as many of each class, which ones being fixed by the seed; training does not see the others, nor those of validation rows. 0: all.</summary>
    public int Labels { get; init; }

    /// <summary>Steps in a row with a loss or gradient that is not finite, after which training gives up; each is skipped.</summary>
    public int FailuresInARow { get; init; } = 5;

    /// <summary>Where all randomness of the training comes from.</summary>
    public ulong Seed { get; init; }

    /// <summary>How long training may take; it stops after the step during which the time runs out.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Epochs after which training stops as it does when its time is over, to go on another day; null for none. Schedules follow <see cref="Epochs"/> all the same.</summary>
    public int? PauseAfter { get; init; }

    /// <summary>How often a checkpoint is due between the ends of training.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often progress is reported within an epoch.</summary>
    public TimeSpan ProgressInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="InputException">One of them makes no sense; the message names it.</exception>
    public void Validate()
    {
        Require(Epochs > 0, $"epochs is {Epochs}; train for at least one");
        Require(PauseAfter is not < 1, $"pause is after {PauseAfter} epochs; train for at least one");
        Require(BatchSize > 0, $"batch is {BatchSize}; a step needs at least one row");
        Require(LearningRate.Initial is > 0 and < 1e3, FormattableString.Invariant($"learning-rate is {LearningRate.Initial}; it must be above 0, and 0.001 is a good start"));
        Require(LearningRate.WarmUpEpochs >= 0, FormattableString.Invariant($"warm-up is {LearningRate.WarmUpEpochs}; it cannot be negative"));
        Require(LearningRate.Growth >= 1, FormattableString.Invariant($"growth is {LearningRate.Growth}; it must be at least 1"));
        Require(LearningRate.Factor is > 0 and < 1, FormattableString.Invariant($"factor is {LearningRate.Factor}; it must lie between 0 and 1"));
        Require(LearningRate.Floor is >= 0 and <= 1, FormattableString.Invariant($"floor is {LearningRate.Floor}; it is a share of the rate, from 0 to 1"));
        Require(LearningRate.StepEpochs > 0, FormattableString.Invariant($"decay.epochs is {LearningRate.StepEpochs}; it must be above 0"));
        Require(FailuresInARow > 0, $"failures in a row is {FailuresInARow}; at least one is needed to stop at");
        Require(ClipNorm >= 0, FormattableString.Invariant($"clip is {ClipNorm}; it cannot be negative"));
        Augmentation?.Validate();
        Require(Labels >= 0, $"labels is {Labels}; it cannot be negative");
        Require(Patience >= 0, $"patience is {Patience}; it cannot be negative");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InputException($"The training option {problem}.");
        }
    }
}
