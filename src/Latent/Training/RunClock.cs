namespace Latent.Training;

/// <summary>The time of one run of the trainer: when reports and checkpoints are due, how fast it goes, when it will end.</summary>
internal sealed class RunClock
{
    private readonly TrainingOptions _options;
    private readonly long _start;
    private readonly long _firstStep;
    private readonly double _secondsBefore;
    private readonly int _rows;
    private long _lastProgress;
    private long _lastCheckpoint;

    public RunClock(TrainingOptions options, TrainingState state, int rows)
    {
        _options = options;
        _rows = rows;
        _firstStep = state.Step;
        _secondsBefore = state.Seconds;
        state.RowsInEpoch = rows;
        _start = _lastProgress = _lastCheckpoint = options.Clock.GetTimestamp();
    }

    /// <summary>Seconds of training, those of interrupted runs before this one included.</summary>
    public double Seconds => _secondsBefore + ThisRun;

    private double ThisRun => _options.Clock.GetElapsedTime(_start).TotalSeconds;

    public bool TimeIsOver() => _options.TimeLimit is { } limit && ThisRun >= limit.TotalSeconds;

    public bool ProgressIsDue() => IsDue(ref _lastProgress, _options.ProgressInterval);

    public bool CheckpointIsDue() => IsDue(ref _lastCheckpoint, _options.CheckpointInterval);

    public TrainingProgress Report(TrainingState state, int latentSize, double rate)
    {
        long perEpoch = (_rows + _options.BatchSize - 1) / _options.BatchSize, steps = perEpoch * _options.Epochs;
        double speed = (state.Step - _firstStep) / Math.Max(1e-9, ThisRun);
        double remaining = Math.Max(0, steps - state.Step) / Math.Max(1e-9, speed);
        if (_options.TimeLimit is { } limit)
        {
            remaining = Math.Min(remaining, Math.Max(0, limit.TotalSeconds - ThisRun));
        }
        return new TrainingProgress
        {
            Epoch = Math.Min(_options.Epochs, state.Epoch + (state.Row > 0 ? 1 : 0)),
            Epochs = _options.Epochs,
            Step = state.Step,
            Steps = steps,
            RowsPerSecond = speed * _rows / perEpoch,
            Remaining = TimeSpan.FromSeconds(Math.Min(remaining, 1e8)),
            Elbo = state.Sums.Elbo,
            Reconstruction = state.Sums.Reconstruction,
            Kl = state.Sums.Kl,
            ActiveUnits = state.Sums.Latents?.ActiveUnits ?? 0,
            LatentSize = latentSize,
            LearningRate = rate,
            Skipped = state.Skipped,
        };
    }

    private bool IsDue(ref long last, TimeSpan interval)
    {
        long now = _options.Clock.GetTimestamp();
        if (_options.Clock.GetElapsedTime(last, now) < interval)
        {
            return false;
        }
        last = now;
        return true;
    }
}
