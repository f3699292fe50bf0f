using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Layers;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Training;

/// <summary>
/// Trains any model: for every batch, one pass, and then each player's loss is differentiated on that player's own
/// parameters and the players are updated in turn. All randomness of step s comes from (seed, s) and the order of epoch e
/// from (seed, e), so that the weights depend on nothing else: not on the number of threads, and not on interruptions.
/// </summary>
public sealed class Trainer
{
    private readonly LatentModel _model;
    private readonly TrainingOptions _options;
    private readonly Preparation _preparation;
    private readonly Rng _steps;
    private readonly Rng _orders;
    private readonly KeptTensors _statistics;

    /// <summary>A trainer of this model.</summary>
    /// <exception cref="InputException">An option makes no sense.</exception>
    public Trainer(LatentModel model, TrainingOptions? options = null, Preparation? preparation = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = options ?? new TrainingOptions();
        _options.Validate();
        _model = model;
        _preparation = preparation ?? Preparation.None;
        var root = new Rng(_options.Seed);
        _steps = root.Split("steps");
        _orders = root.Split("orders");
        _statistics = new KeptTensors(model.Parameters.Statistics);
    }

    /// <summary>Called when a checkpoint is due, with the state to save; null for no checkpoints.</summary>
    public Action<TrainingState>? Checkpoint { get; init; }

    /// <summary>Called as training goes on, a few times a second and at the end of every epoch.</summary>
    public Action<TrainingProgress>? Progress { get; init; }

    /// <summary>Called after every step with its number and the loss of the first player, in nats per row; not finite if the step was skipped.</summary>
    public Action<long, double>? Stepped { get; init; }

    /// <summary>Trains to the end, or until it is stopped.</summary>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="validation">Rows to watch the ELBO on, for early stopping and the best weights; null for none.</param>
    /// <param name="resume">Where to go on from; null for the beginning.</param>
    /// <param name="cancellation">Stops training after the step under way; a checkpoint is made first.</param>
    /// <returns>How it ended. The model holds the best weights if there were validation rows, else the last ones.</returns>
    /// <exception cref="InputException">The batch is larger than the data, or the data do not fit the model.</exception>
    /// <exception cref="TrainingException">Loss or gradient was not finite several times in a row.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public TrainingState Fit(RowSource train, RowSource? validation = null, TrainingState? resume = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        RequireFit(_model, _options, train, validation);
        if (_options.Labels > 0)
        {
            train = LabelledDraw.Keep(train, _options.Labels, new Rng(_options.Seed).Split("kept labels"));
            validation = validation is null ? null : LabelledDraw.Keep(validation, 0, _orders);
        }
        _model.Begin(train);
        Backend backend = _model.Parameters[0].Backend;
        TrainingState state = resume ?? new TrainingState();
        RequireContinuation(state, train.Count);
        state.Attach(_model.Parameters, [.. _model.Players.Select(player => _options.Optimizer(player.Parameters))]);
        var run = new RunClock(_options, state, train.Count);
        using var loader = new BatchLoader(train, _options.BatchSize, _preparation, backend, Labelled(train)) { Augmentation = _options.Augmentation };
        var tape = new Tape(backend);
        int lastEpoch = Math.Min(_options.Epochs, _options.PauseAfter ?? _options.Epochs);
        bool timeIsOver = false;
        while (!timeIsOver && !state.Finished && state.Epoch < lastEpoch)
        {
            loader.Start(Permutation.ForEpoch(train.Count, _orders, state.Epoch), state.Row);
            while (Step(loader, tape, state, train.Count))
            {
                state.Row = loader.Position;
                state.Seconds = run.Seconds;
                if (cancellation.IsCancellationRequested)
                {
                    Checkpoint?.Invoke(state);
                    cancellation.ThrowIfCancellationRequested();
                }
                if (run.CheckpointIsDue())
                {
                    Checkpoint?.Invoke(state);
                }
                if (run.ProgressIsDue())
                {
                    Progress?.Invoke(run.Report(state, _model.LatentSize, CurrentRate(state)));
                }
                if (run.TimeIsOver())
                {
                    timeIsOver = true;
                    state.Seconds = run.Seconds;
                    break;
                }
            }
            if (!timeIsOver)
            {
                EndEpoch(validation, state, run, cancellation);
            }
        }

        // A training that pauses or ran out of time can go on another day, if need be from the middle of its epoch.
        state.Finished = state.StoppedEarly || (!timeIsOver && state.Epoch >= _options.Epochs);
        Checkpoint?.Invoke(state);
        state.RestoreBest();
        return state;
    }

    /// <summary>Checks that a model can be trained like this on these rows.</summary>
    internal static void RequireFit(LatentModel model, TrainingOptions options, RowSource train, RowSource? validation)
    {
        if (train.Count == 0)
        {
            throw new InputException("The training data have no rows.");
        }
        if (options.BatchSize > train.Count)
        {
            throw new InputException($"A batch of {options.BatchSize} rows is larger than the training data, which have {train.Count}; ask for a batch of at most {train.Count}.");
        }
        if (train.RowShape.Length != model.RowShape.Length)
        {
            throw new InputException($"The model takes rows of shape {model.RowShape}; the data have {train.RowShape}.");
        }
        if (validation is not null && validation.RowShape.Length != model.RowShape.Length)
        {
            throw new InputException($"The model takes rows of shape {model.RowShape}; the validation data have {validation.RowShape}.");
        }
        if (options.Augmentation is { IsActive: true } augmentation && !augmentation.Fits(train.RowShape))
        {
            throw new InputException($"Only images and volumes can be augmented; the data have rows of shape {train.RowShape}. Leave out the recipe's 'data.augment'.");
        }
        if (options.Labels > 0 && model.Target is null)
        {
            throw new InputException("The recipe's 'data.labels' hides labels, and this model does not learn from those that are left; take the recipe semi-supervised, or leave the setting out.");
        }
        if (train.Targets is not null && model.Target is not NumberTarget)
        {
            throw new InputException("The rows have a number that is to be told from them, and this model tells none; take the recipe semi-supervised, m1, m2 or m1-m2, or leave the target out.");
        }
        if (model.Target is not null && options.Labels > 0)
        {
            _ = LabelledDraw.Keep(train, options.Labels, new Rng(0));
        }
        bool watches = options.Patience > 0 || options.LearningRate.Decay is LearningRateDecay.Plateau;
        if (watches && validation is not { Count: > 0 })
        {
            throw new InputException("Early stopping and the plateau schedule watch the validation ELBO, and there are no validation rows; set some aside with a validation fraction.");
        }
    }

    private LabelledDraw? Labelled(RowSource train) => _model.LabelledRows > 0 ? new LabelledDraw(train, _model.LabelledRows, _model.Target?.IsBalanced ?? true) : null;

    private void RequireContinuation(TrainingState state, int rows)
    {
        if (state.Row > rows || (state.Sums.Latents is { } latents && latents.Size != _model.LatentSize))
        {
            throw new InputException("The training to go on with was of other data or another model; give the same ones, or train anew in another folder.");
        }
    }

    /// <summary>One batch: forward, every player's gradients, updates. False at the end of the epoch.</summary>
    private bool Step(BatchLoader loader, Tape tape, TrainingState state, int rows)
    {
        using Tape.Scope scope = tape.Begin();
        Rng rng = _steps.Split((ulong)state.Step);
        if (loader.Next(rng) is not { } batch)
        {
            return false;
        }
        var context = new StepContext(state.Step, state.Epoch + ((double)state.Row / rows), _options.Epochs, rows, rng);
        _statistics.Keep();
        Pass pass = _model.Infer(batch, _model.Bound.Samples, rng, new Phase(rng.Split(1), context.Epoch));
        bool finite = true;
        double firstLoss = 0;
        for (int i = 0; i < _model.Players.Count && finite; i++)
        {
            Player player = _model.Players[i];
            Tensor loss = player.Loss(pass, context);
            float value = loss.Item();
            firstLoss = i == 0 ? value : firstLoss;
            finite = float.IsFinite(value);
            if (finite)
            {
                tape.Backward(loss, player.Parameters);
                finite = Update(player, state.Optimizers[i], CurrentRate(state) * player.Rate);
            }
        }
        state.Step++;
        Stepped?.Invoke(state.Step, firstLoss);
        if (finite)
        {
            state.FailuresInARow = 0;
            state.Sums.Add(pass);
        }
        else
        {
            _statistics.Restore();
            state.Skipped++;
            state.FailuresInARow++;
            if (state.FailuresInARow >= _options.FailuresInARow)
            {
                state.Row = loader.Position;
                Checkpoint?.Invoke(state);
                throw new TrainingException($"Training stopped at step {state.Step}: the loss or a gradient was not finite {state.FailuresInARow} times in a row. The weights are those from before. Lower the learning rate, clip gradients, or look for extreme values in the data.");
            }
        }
        return true;
    }

    /// <summary>Applies a player's gradients, unless one is not finite.</summary>
    private bool Update(Player player, Optimizer optimizer, double rate)
    {
        double squares = 0;
        for (int i = 0; i < player.Parameters.Count; i++)
        {
            squares += player.Parameters[i].Gradient!.SumOfSquares();
        }
        if (!double.IsFinite(squares))
        {
            return false;
        }
        double norm = Math.Sqrt(squares);
        optimizer.Update(rate, _options.ClipNorm > 0 && norm > _options.ClipNorm ? _options.ClipNorm / norm : 1);
        return true;
    }

    private double CurrentRate(TrainingState state) => _options.LearningRate.At(state.Epoch + RowShare(state), _options.Epochs, state.Plateaus);

    private static double RowShare(TrainingState state) => state.RowsInEpoch > 0 ? (double)state.Row / state.RowsInEpoch : 0;

    private void EndEpoch(RowSource? validation, TrainingState state, RunClock run, CancellationToken cancellation)
    {
        double rate = CurrentRate(state);
        EvaluationResult? watched = null;
        try
        {
            if (validation is { Count: > 0 })
            {
                watched = Evaluator.Evaluate(_model, validation, _preparation, new EvaluationOptions { Seed = _options.Seed }, cancellation: cancellation);
            }
        }
        catch (OperationCanceledException)
        {
            Checkpoint?.Invoke(state);
            throw;
        }
        state.Epoch++;
        state.Row = 0;
        state.Seconds = run.Seconds;
        var record = new EpochRecord(
            state.Epoch, state.Step, state.Sums.Elbo, state.Sums.Reconstruction, state.Sums.Kl, state.Sums.Latents?.ActiveUnits ?? 0, rate, state.Skipped, state.Seconds,
            watched?.Elbo, watched?.Reconstruction, watched?.Kl);
        state.History.Add(record);
        Watch(watched?.Elbo, state);
        Progress?.Invoke(run.Report(state, _model.LatentSize, rate) with { Ended = record });
        state.Sums.Clear();
        if (run.CheckpointIsDue())
        {
            Checkpoint?.Invoke(state);
        }
    }

    /// <summary>Keeps the best weights, lowers the rate on a plateau, stops when patience is over.</summary>
    private void Watch(double? elbo, TrainingState state)
    {
        if (elbo is null)
        {
            return;
        }
        if (elbo > state.BestElbo)
        {
            state.KeepBest(elbo.Value, keepWeights: _model.IsJudgedByBound);
            return;
        }
        state.EpochsSinceBest++;
        LearningRate rate = _options.LearningRate;
        if (rate.Decay is LearningRateDecay.Plateau && state.EpochsSinceBest % Math.Max(1, rate.PlateauPatience) == 0)
        {
            state.Plateaus++;
        }
        if (_options.Patience > 0 && state.EpochsSinceBest >= _options.Patience)
        {
            state.StoppedEarly = true;
            state.Finished = true;
        }
    }
}
