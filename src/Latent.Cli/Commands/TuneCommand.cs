using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Cli.Progress;
using Latent.Files;
using Latent.Tensors.Backends;
using Latent.Training;
using Latent.Tuning;

namespace Latent.Cli.Commands;

/// <summary>latent tune: searches for the settings of a recipe that suit some data.</summary>
internal static class TuneCommand
{
    private const double UsualValidation = 0.1;

    private static readonly Option<string?> s_out = new("--out", "-o") { HelpName = "FOLDER", Description = "The folder of the search. Default: runs/DATA-RECIPE-tuned." };
    private static readonly Option<int?> s_trials = Typed.Integer("--trials", "N", "How many sets of settings are tried; the first is the recipe as it stands. Default: 20.", 1);
    private static readonly Option<string[]> s_range = new("--range") { HelpName = "PATH=RANGE", Description = "Search this setting, and no others than those that are named so: model.latent=4..64 or training.batch=64,128; may be repeated. Default: the ranges of the recipe ('latent recipes NAME')." };
    private static readonly Option<double?> s_validation = Typed.Number("--validation", "FRACTION", "The share of rows that trials are judged by. Default: 0.1.", 0, 1);
    private static readonly Option<TimeSpan?> s_time = Typed.Time("--time", "LIMIT", "Stop after this time: 90s, 10m, 2h; --resume goes on from there.");
    private static readonly Option<bool> s_resume = Typed.Flag("--resume", "Go on with the same search in --out, or begin it if there is none.");
    private static readonly Option<bool> s_overwrite = Typed.Flag("--overwrite", "Replace a search that --out holds.");

    public static Command Create(CommandHost host) =>
        host.Handle(Tune, new Command("tune", "Search for the settings of a recipe that suit the data: many short trainings, of which the best go on.")
        {
            TrainingInput.Data, s_out, TrainingInput.RecipeName, TrainingInput.Set, s_range, s_trials, TrainingInput.Epochs, s_validation, s_time, s_resume, s_overwrite, TrainingInput.Label, TrainingInput.Labels,
        }.ReadsQuery().ReadsData());

    private static void Tune(ParseResult parsed, CommandContext context)
    {
        Backend backend = context.UseEngine();
        SearchRange[] ranges = [.. (parsed.GetValue(s_range) ?? []).Select(SearchRange.Parse)];
        double validation = parsed.GetValue(s_validation) ?? UsualValidation;
        TrainingInput input = TrainingInput.Open(validation, backend, parsed, context);
        if (input.Rows.Validation is not { } judges)
        {
            throw new InputException($"--validation is {validation.ToString(CultureInfo.InvariantCulture)}, and trials are judged by such rows; set some aside.");
        }
        SearchSpace space = ranges.Length > 0
            ? new SearchSpace(ranges).For(input.Recipe, input.Model.Composed)
            : SearchSpace.Of(input.Recipe, input.Model.Composed, input.Rows.Train.Count);
        var options = new TuningOptions { Seed = input.Recipe.Seed, TimeLimit = parsed.GetValue(s_time) };
        options = options with { Trials = parsed.GetValue(s_trials) ?? options.Trials };
        var directory = new TuningDirectory(parsed.GetValue(s_out) is { Length: > 0 } given ? given : Path.Join("runs", $"{input.Name}-tuned"));
        RunStart start = parsed.GetValue(s_overwrite) ? RunStart.Overwrite : parsed.GetValue(s_resume) ? RunStart.Resume : RunStart.Fresh;
        Tuner tuner = Tuner.Begin(directory, input.Recipe, space, input.Model.Schema, input.Rows.Train.Rows, judges.Rows, input.Record, start, options);
        context.Text.WriteLine(Opening(input, judges.Count, space, tuner, options));
        foreach (string note in space.Notes)
        {
            context.Text.WriteLine(note);
        }
        Leaderboard board = Search(tuner, directory, context);
        Conclude(board, directory, input, space, context);
    }

    private static Leaderboard Search(Tuner tuner, TuningDirectory directory, CommandContext context)
    {
        using TuningView view = context.TuningView();
        try
        {
            return tuner.Run(view.Show, context.Cancellation);
        }
        catch (OperationCanceledException e)
        {
            string command = context.CommandLine.Replace(" --overwrite", "", StringComparison.Ordinal);
            throw new StoppedException($"Stopped; {directory.Path} holds all so far, go on with: {command}{(command.Contains("--resume", StringComparison.Ordinal) ? "" : " --resume")}", e);
        }
    }

    private static void Conclude(Leaderboard board, TuningDirectory directory, TrainingInput input, SearchSpace space, CommandContext context)
    {
        bool found = board.Best is not null;
        if (found && RunRecord.Load(directory.Best.Record) is { Result: null } record)
        {
            TrainingState state = CheckpointFile.Load(directory.Best.Checkpoint, record.Identity);
            TrainingEnd.Measure(directory.Best, TrainedModel.Load(directory.Best.Model), input.Rows, record, state, context);
        }
        JsonObject document = board.ToJson();
        document.Insert(0, "out", directory.Path);
        document.Insert(1, "recipe", input.Recipe.Name);
        document.Insert(2, "data", input.Model.Schema.Name);
        document["best_recipe"] = found ? directory.BestRecipe : null;
        document["best_run"] = found ? directory.Best.Path : null;
        document["notes"] = JsonText.Texts(space.Notes);
        string[] failures = [.. board.Trials.Where(t => t.Failure is not null).Select(t => string.Create(CultureInfo.InvariantCulture, $"Trial {t.Number} failed: {t.Failure}"))];
        string end = !found ? "The time was over before a trial could be judged; --resume goes on."
            : $"{directory.BestRecipe} is the best recipe, {directory.Best.Path} its run{(board.IsFinished ? "." : "; the time was over before the end, --resume goes on.")}";
        context.Finish(document, string.Join('\n', [.. board.Trials.Count > 0 ? [Table(board, space).Render(context.IsTerminal)] : Array.Empty<string>(), .. failures, end]));
    }

    private static TextTable Table(Leaderboard board, SearchSpace space)
    {
        string[] paths = [.. space.Ranges.Select(r => r.Path)];
        var table = new TextTable([board.ScoredBy, "epochs", "trial", .. paths.Select(p => p.Split('.')[^1].Replace('-', ' ')), ""]);
        foreach (Trial trial in board.Trials)
        {
            bool best = trial == board.Best;
            table.Add([
                (trial.Score is { } score ? score.ToString("0.00", CultureInfo.InvariantCulture) : "", best),
                (trial.Epochs > 0 ? trial.Epochs.ToString(CultureInfo.InvariantCulture) : "", false),
                (trial.Number.ToString(CultureInfo.InvariantCulture), false),
                .. paths.Select(path => (trial.Settings[path]?.ToString().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal) ?? "", false)),
                (trial.Status.ToString().ToLowerInvariant(), false)]);
        }
        return table;
    }

    private static string Opening(TrainingInput input, int judges, SearchSpace space, Tuner tuner, TuningOptions options) => string.Create(
        CultureInfo.InvariantCulture,
        $"{input.Recipe.Name} on {input.Model.Schema.Name}: {options.Trials} trials of {input.Rows.Train.Count:N0} rows, judged by {judges:N0}; {string.Join(", ", tuner.Plan.Select(b => string.Join(" > ", b.Rungs.Select(r => $"{r.Trials} x {r.Epochs}"))))} epochs{(tuner.Known > 0 ? $"; {tuner.Known} judgements are known already" : "")}\n{string.Join('\n', space.ToJson().Select(pair => $"  {pair.Key}: {pair.Value!.ToJsonString().Replace("\"", "", StringComparison.Ordinal)}"))}");
}
