using System.Text.Json.Nodes;
using Latent.Composition;
using Latent.Data;
using Latent.Files;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Tuning;

/// <summary>
/// Searches for the settings of a recipe under which the validation bound is highest, by the brackets of
/// <see cref="Hyperband"/>. A trial is a training of its recipe, paused at the end of a rung and gone on with in the next,
/// so what survives is bit for bit what training that recipe gives. Every judgement is written down, and a search that is
/// begun again takes what stands there: it can be stopped at any moment.
/// </summary>
public sealed class Tuner
{
    private readonly TuningDirectory _directory;
    private readonly Recipe _recipe;
    private readonly ComposedModel _composed;
    private readonly TuningOptions _options;
    private readonly RunRecord _record;
    private readonly RowSource _train;
    private readonly RowSource _validation;
    private readonly IReadOnlyList<Bracket> _plan;
    private readonly Trial[] _trials;
    private readonly List<TrialScore> _scores;
    private long _start;
    private long _epochsDone;
    private double _epochsNow;

    private Tuner(TuningDirectory directory, Recipe recipe, ComposedModel composed, SearchSpace space, RunRecord record, TuningOptions options, RowSource train, RowSource validation)
    {
        _directory = directory;
        _recipe = recipe;
        _composed = composed;
        _options = options;
        _record = record;
        _train = train;
        _validation = validation;
        _plan = Hyperband.Plan(options.Trials, composed.Training.Epochs, options.Rate);
        Rng draws = new Rng(options.Seed).Split("trials");
        _trials = [.. Enumerable.Range(1, options.Trials).Select(number => new Trial(number, number == 1 ? AsItStands(composed, space) : space.Draw(draws.Split((ulong)number))))];
        _scores = directory.LoadScores();
    }

    /// <summary>The brackets.</summary>
    public IReadOnlyList<Bracket> Plan => _plan;

    /// <summary>How many judgements an earlier run of the search has left.</summary>
    public int Known => _scores.Count;

    /// <summary>Takes a folder for a search: nothing has been changed when this throws.</summary>
    /// <param name="directory">The folder; it is made if there is none.</param>
    /// <param name="recipe">What trials are variants of.</param>
    /// <param name="space">What they may change, fitted to the recipe (<see cref="SearchSpace.Of"/>).</param>
    /// <param name="schema">What the data are.</param>
    /// <param name="train">The rows to learn from.</param>
    /// <param name="validation">The rows to judge by.</param>
    /// <param name="record">What is asked for; its identity is filled in.</param>
    /// <param name="start">What to do with a search that is there already.</param>
    /// <param name="options">How to search; null for the usual.</param>
    /// <exception cref="InputException">The folder holds another search or this one, or cannot be written; or the recipe cannot be trained on these rows.</exception>
    public static Tuner Begin(TuningDirectory directory, Recipe recipe, SearchSpace space, DataSchema schema, RowSource train, RowSource validation, RunRecord record, RunStart start, TuningOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(validation);
        options ??= new TuningOptions();
        var model = new TrainedModel(recipe.Compose(schema, train));
        TrainingRun.Check(model, train, validation);
        if (validation.Count == 0)
        {
            throw new InputException("Trials are judged by validation rows, and there are none; set some aside with --validation.");
        }
        var identity = (JsonObject)JsonNode.Parse(RunRecord.IdentityOf(model, train))!;
        identity["validation"] = DataIdentity.Of(validation);
        identity["tune"] = space.ToJson();
        identity["trials"] = options.Trials;
        identity["rate"] = options.Rate;
        identity["seed"] = options.Seed;
        record = record with { Identity = identity.ToJsonString() };
        Hyperband.Plan(options.Trials, model.Composed.Training.Epochs, options.Rate);
        if (start is not RunStart.Overwrite)
        {
            Require(directory, record, start);
        }
        new RunDirectory(directory.Path).Prepare(0);
        if (start is RunStart.Overwrite)
        {
            directory.Clear();
        }
        record.Save(directory.Record);
        return new Tuner(directory, recipe, model.Composed, space, record, options, train, validation);
    }

    /// <summary>Searches to the end, or until the time is over, and writes the leaderboard, the best recipe and the best run.</summary>
    /// <param name="report">Called as the search goes on.</param>
    /// <param name="cancellation">Stops it after the step under way; all so far is kept.</param>
    /// <exception cref="TrainingException">All trials failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Leaderboard Run(Action<TuningProgress>? report = null, CancellationToken cancellation = default)
    {
        _start = _options.Clock.GetTimestamp();
        bool inTime = true;
        int first = 0;
        foreach (Bracket bracket in _plan)
        {
            inTime = inTime && Halve(bracket, first, report, cancellation);
            first += bracket.Trials;
        }
        Leaderboard board = Board(inTime);
        if (inTime && board.Best is null)
        {
            throw new TrainingException($"All {_trials.Length} trials failed; the first: {_trials[0].Failure}");
        }
        board.Save(_directory.Leaderboard);
        return board;
    }

    private Leaderboard Board(bool isFinished) => new(_trials.Where(t => t.Score is not null || t.Failure is not null), ScoredBy, isFinished);

    private string ScoredBy => _composed.Model.HasDensity ? "validation elbo" : "validation reconstruction";

    /// <summary>One bracket; false if the time is over.</summary>
    private bool Halve(Bracket bracket, int first, Action<TuningProgress>? report, CancellationToken cancellation)
    {
        int[] left = [.. Enumerable.Range(first, bracket.Trials)];
        for (int i = 0; i < bracket.Rungs.Count && left.Length > 0; i++)
        {
            int before = i > 0 ? bracket.Rungs[i - 1].Epochs : 0, epochs = bracket.Rungs[i].Epochs;
            var scores = new Dictionary<int, double>();
            foreach (int index in left)
            {
                if (Judge(index, epochs, report, cancellation) is not { } judged)
                {
                    return false;
                }
                if (judged.Score is { } score)
                {
                    scores[index] = score;
                }
                _epochsDone += epochs - before;
                report?.Invoke(Progress(_trials[index], epochs, 0));
            }
            bool last = i == bracket.Rungs.Count - 1;
            int[] ranked = [.. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Select(pair => pair.Key)];
            int[] survivors = last ? [] : [.. ranked.Take(bracket.Rungs[i + 1].Trials)];
            foreach (int index in ranked.Except(survivors))
            {
                _trials[index] = _trials[index] with { Status = last ? TrialStatus.Finished : TrialStatus.Dropped };
            }
            foreach (int index in left.Except(survivors))
            {
                _directory.Forget(_trials[index].Number);
            }
            left = survivors;
            Board(isFinished: false).Save(_directory.Leaderboard);
        }
        return true;
    }

    /// <summary>A trial after a judgement: its score is the best that it ever had, and the best run's weights are those of that time.</summary>
    private static Trial With(Trial trial, TrialScore judged) => judged.Failure is null && !(judged.Score < trial.Score)
        ? trial with { Score = judged.Score, Epochs = judged.Epochs, Seconds = judged.Seconds }
        : trial with { Seconds = Math.Max(trial.Seconds, judged.Seconds), Failure = judged.Failure, Status = judged.Failure is null ? trial.Status : TrialStatus.Failed };

    private Trial? Best => Board(isFinished: false).Best;

    /// <summary>Trains a trial up to so many epochs, unless that is written down; null if the time is over.</summary>
    private TrialScore? Judge(int index, int epochs, Action<TuningProgress>? report, CancellationToken cancellation)
    {
        Trial trial = _trials[index];
        if (_scores.FirstOrDefault(s => s.Trial == trial.Number && s.Epochs == epochs) is { } known)
        {
            _trials[index] = With(trial, known);
            return known;
        }
        cancellation.ThrowIfCancellationRequested();
        TimeSpan? time = _options.TimeLimit - _options.Clock.GetElapsedTime(_start);
        if (time <= TimeSpan.Zero || Train(trial, epochs, time, report, cancellation) is not { } score)
        {
            return null;
        }
        _trials[index] = With(trial, score);
        if (score.Score is not null && score.Score == _trials[index].Score && Best?.Number == trial.Number)
        {
            // Before it is written down that the trial has been judged: if this breaks off, it is judged again.
            _directory.KeepBest(trial.Number);
        }
        _scores.Add(score);
        _directory.Save(_scores);
        return score;
    }

    private TrialScore? Train(Trial trial, int epochs, TimeSpan? time, Action<TuningProgress>? report, CancellationToken cancellation)
    {
        TrainedModel model;
        try
        {
            Recipe recipe = trial.Number == 1 ? _recipe : trial.Settings.Aggregate(_recipe, (r, setting) => r.With(setting.Key, setting.Value!.ToJsonString()));
            model = new TrainedModel(recipe.Compose(_composed.Schema, _train));
            TrainingRun.Check(model, _train, _validation);
        }
        catch (InputException e)
        {
            // Settings that do not go with one another are no more than a bad draw.
            return new TrialScore(trial.Number, epochs, null, 0, e.Message);
        }
        TrainingOptions options = model.Composed.Training with { PauseAfter = epochs, TimeLimit = time, CheckpointInterval = _options.CheckpointInterval, Clock = _options.Clock };
        TrainingRun run = TrainingRun.Begin(_directory.RunOf(trial.Number), model, _record with { Identity = RunRecord.IdentityOf(model, _train) }, RunStart.Resume, options);
        long perEpoch = (_train.Count + options.BatchSize - 1) / options.BatchSize;
        double begun = (double)run.FirstStep / perEpoch;
        int from = Before(trial.Number, epochs);
        double before = _epochsNow;
        try
        {
            TrainingState state = run.Fit(
                _train,
                _validation,
                progress =>
                {
                    double reached = (double)progress.Step / perEpoch;
                    _epochsNow = before + reached - begun;
                    report?.Invoke(Progress(trial, epochs, reached - from) with { Training = progress });
                },
                cancellation);
            if (state.Epoch < epochs && !state.StoppedEarly)
            {
                return null;
            }
            // The score of the weights that the run keeps.
            double? score = model.Model.IsJudgedByBound ? state.BestElbo : state.History[^1].ValidationElbo;
            return score is { } number && double.IsFinite(number)
                ? new TrialScore(trial.Number, epochs, number, state.Seconds, null)
                : new TrialScore(trial.Number, epochs, null, state.Seconds, "Its validation bound is not finite; lower learning rates go better.");
        }
        catch (TrainingException e)
        {
            return new TrialScore(trial.Number, epochs, null, 0, e.Message);
        }
    }

    /// <summary>The epochs of a trial's judgement before this one; 0 if it is the first.</summary>
    private int Before(int trial, int epochs) => _scores.Where(s => s.Trial == trial && s.Epochs < epochs).Select(s => s.Epochs).DefaultIfEmpty().Max();

    private TuningProgress Progress(Trial trial, int epochs, double epochsOfTrial)
    {
        long all = _plan.Sum(bracket => bracket.Epochs);
        double done = Math.Min(all, _epochsDone + Math.Max(0, epochsOfTrial));
        TimeSpan gone = _options.Clock.GetElapsedTime(_start);
        TimeSpan? left = _epochsNow > 0 ? gone * Math.Min(1e6, (all - done) / _epochsNow) : null;
        return new TuningProgress
        {
            Trial = trial,
            Trials = _trials.Length,
            Epochs = epochs,
            Share = done / all,
            Remaining = _options.TimeLimit is { } limit && (left is null || left > limit - gone) ? limit - gone : left,
            Best = Best,
        };
    }

    private static JsonObject AsItStands(ComposedModel composed, SearchSpace space) =>
        new(space.Ranges.Select(range => KeyValuePair.Create(range.Path, SearchSpace.Find(composed.Settings, range.Path)?.DeepClone())));

    private static void Require(TuningDirectory directory, RunRecord record, RunStart start)
    {
        if (RunRecord.Load(directory.Record) is not { } there)
        {
            if (new RunDirectory(directory.Path).HoldsRun)
            {
                throw new InputException($"{directory.Path} holds a run, not a search; choose another --out.");
            }
            return;
        }
        if (there.Difference(record.Identity) is { } difference)
        {
            throw new InputException($"{directory.Path} holds another search: {difference}; give the options that it began with, choose another --out, or replace it with --overwrite.");
        }
        if (start is RunStart.Fresh)
        {
            throw new InputException($"{directory.Path} holds this search; go on with --resume, or begin again with --overwrite.");
        }
    }
}
