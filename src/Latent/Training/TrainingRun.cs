using Latent.Data;
using Latent.Files;
using Latent.Layers;

namespace Latent.Training;

/// <summary>
/// A training that lives in a folder: it keeps checkpoints and metrics there as it goes, can be killed at any moment and
/// gone on with, and leaves the model. A folder that holds another training is never touched.
/// </summary>
public sealed class TrainingRun
{
    // Weights, best weights and two moments of the optimiser, and the old checkpoint beside the new one.
    private const int CheckpointsAtOnce = 2, TensorsPerWeight = 4;
    private const int RoomForTheRest = 1 << 20;

    private readonly RunDirectory _directory;
    private readonly TrainedModel _model;
    private readonly RunRecord _record;
    private readonly TrainingOptions _options;
    private readonly TrainingState? _resumed;

    private TrainingRun(RunDirectory directory, TrainedModel model, RunRecord record, TrainingOptions options, TrainingState? resumed)
    {
        _directory = directory;
        _model = model;
        _record = record;
        _options = options;
        _resumed = resumed;
    }

    /// <summary>The step that training goes on from; 0 at the beginning.</summary>
    public long FirstStep => _resumed?.Step ?? 0;

    /// <summary>The result of a training of this identity that came to its end in this folder; null if there is none.</summary>
    public static RunResult? Finished(RunDirectory directory, string identity)
    {
        ArgumentNullException.ThrowIfNull(directory);
        RunRecord? there = RunRecord.Load(directory.Record);
        return there is { Result: { OutOfTime: false } result } && there.Difference(identity) is null && File.Exists(directory.Model) ? result : null;
    }

    /// <summary>Checks that a model can be trained on these rows, before anything is written.</summary>
    /// <exception cref="InputException">It cannot: the batch is larger than the data, or the rows do not fit.</exception>
    public static void Check(TrainedModel model, RowSource train, RowSource? validation = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        Trainer.RequireFit(model.Model, model.Composed.Training, train, validation);
    }

    /// <summary>Takes a folder for a training: nothing has been changed when this throws.</summary>
    /// <param name="directory">The folder; it is made if there is none.</param>
    /// <param name="model">The model, fresh.</param>
    /// <param name="record">What is asked for.</param>
    /// <param name="start">What to do with a training that is there already.</param>
    /// <param name="options">How to train; null for what the recipe says.</param>
    /// <exception cref="InputException">The folder holds another training or this one, or cannot be written.</exception>
    public static TrainingRun Begin(RunDirectory directory, TrainedModel model, RunRecord record, RunStart start, TrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(record);
        options ??= model.Composed.Training;
        if (directory.HoldsRun && start is not RunStart.Overwrite)
        {
            Require(directory, record, start);
        }
        TrainingState? resumed = start is RunStart.Resume && File.Exists(directory.Checkpoint) ? CheckpointFile.Load(directory.Checkpoint, record.Identity) : null;
        directory.Prepare((CheckpointsAtOnce * TensorsPerWeight * sizeof(float) * Size(model.Model.Parameters)) + RoomForTheRest);
        using IDisposable hold = directory.Hold();
        if (start is RunStart.Overwrite)
        {
            Clear(directory);
        }
        record.Save(directory.Record);
        AtomicFile.WriteText(directory.Recipe, model.Recipe);
        return new TrainingRun(directory, model, record, options, resumed);
    }

    /// <summary>Trains to the end and writes the model.</summary>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="validation">Rows to watch the bound on; null for none.</param>
    /// <param name="report">Called as training goes on.</param>
    /// <param name="cancellation">Stops training after the step under way, with a checkpoint.</param>
    /// <inheritdoc cref="Trainer.Fit"/>
    public TrainingState Fit(RowSource train, RowSource? validation = null, Action<TrainingProgress>? report = null, CancellationToken cancellation = default)
    {
        using IDisposable hold = _directory.Hold();
        var history = new List<EpochRecord>(_resumed?.History ?? []);
        var trainer = new Trainer(_model.Model, _options, _model.Preparation)
        {
            Checkpoint = state => CheckpointFile.Save(_directory.Checkpoint, state, _record.Identity),
            Progress = progress =>
            {
                if (progress.Ended is { } epoch)
                {
                    history.Add(epoch);
                    MetricsFile.Save(_directory.Metrics, history);
                }
                report?.Invoke(progress);
            },
        };
        TrainingState state = trainer.Fit(train, validation, _resumed, cancellation);
        MetricsFile.Save(_directory.Metrics, state.History);
        _model.Save(_directory.Model);
        return state;
    }

    /// <summary>How many numbers these parameters are.</summary>
    public static long Size(ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters.Sum(p => (long)p.Length);
    }

    private static void Require(RunDirectory directory, RunRecord record, RunStart start)
    {
        if (RunRecord.Load(directory.Record) is not { } there)
        {
            throw new InputException($"{directory.Path} holds a model that is not known to come from this recipe and data; choose another --out, or replace it with --overwrite.");
        }
        if (there.Difference(record.Identity) is { } difference)
        {
            throw new InputException($"{directory.Path} holds a run of another recipe or data: {difference}; choose another --out, or replace it with --overwrite.");
        }
        if (start is RunStart.Fresh)
        {
            throw new InputException(there.Result is not { OutOfTime: false }
                ? $"{directory.Path} holds this training, not finished; go on with --resume, or begin again with --overwrite."
                : $"{directory.Path} holds this training, finished; choose another --out, or train it again with --overwrite.");
        }
    }

    private static void Clear(RunDirectory directory)
    {
        foreach (string file in new[] { directory.Record, directory.Checkpoint, directory.Model, directory.Metrics, directory.Samples, directory.SampleTable, directory.Report })
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (FileFault.Explains(e))
            {
                throw FileFault.Writing(file, e);
            }
        }
    }
}

/// <summary>What to do with a training that a folder holds already.</summary>
public enum RunStart
{
    /// <summary>There must be none.</summary>
    Fresh,

    /// <summary>Go on with it, if it is the same; begin if there is none.</summary>
    Resume,

    /// <summary>Replace it.</summary>
    Overwrite,
}
