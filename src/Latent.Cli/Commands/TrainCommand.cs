using System.CommandLine;
using System.Globalization;
using Latent.Files;
using Latent.Tensors.Backends;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary>latent train: from data to a run's folder.</summary>
internal static class TrainCommand
{
    private static readonly Option<string?> s_out = new("--out", "-o") { HelpName = "RUN", Description = "The run's folder. Default: runs/DATA-RECIPE." };
    private static readonly Option<double?> s_validation = Typed.Number("--validation", "FRACTION", "The share of rows to watch the ELBO on; where few have their class or number, only others are set aside. Default: 0.1, or 0 of data that come with test rows.", 0, 1);
    private static readonly Option<TimeSpan?> s_time = Typed.Time("--time", "LIMIT", "Stop after this time: 90s, 10m, 2h.");
    private static readonly Option<TimeSpan?> s_checkpoints = Typed.Time("--checkpoint-every", "TIME", "How often a checkpoint is saved. Default: 30s.");
    private static readonly Option<bool> s_resume = Typed.Flag("--resume", "Go on with the same training in --out, or begin it if there is none.");
    private static readonly Option<bool> s_overwrite = Typed.Flag("--overwrite", "Replace a training that --out holds.");

    private static readonly Option<bool> s_noDetector = Typed.Flag("--no-detector", "Of a table, learn no detector of anomalies beside the model; 'latent detect' then learns it when first asked.");

    public static Command Create(CommandHost host) =>
        host.Handle(Train, new Command("train", "Train a model on data; --out gets the model, its report and samples.")
        {
            TrainingInput.Data, s_out, TrainingInput.RecipeName, TrainingInput.Set, TrainingInput.Quick, TrainingInput.Epochs, TrainingInput.Batch, TrainingInput.LatentSize, TrainingInput.LearningRate,
            TrainingInput.Patience, s_validation, s_time, s_checkpoints, s_resume, s_overwrite, s_noDetector, TrainingInput.Label, TrainingInput.Labels, TrainingInput.Target,
        }.ReadsQuery().ReadsData());

    private static void Train(ParseResult parsed, CommandContext context)
    {
        Backend backend = context.UseEngine();
        (Recipe recipe, TrainingData rows, TrainedModel model, RunRecord record, string name) = TrainingInput.Open(parsed.GetValue(s_validation), backend, parsed, context);
        TrainingRun.Check(model, rows.Train.Rows, rows.Validation?.Rows);
        var directory = new RunDirectory(parsed.GetValue(s_out) is { Length: > 0 } given ? given : Path.Join("runs", name));
        bool resume = parsed.GetValue(s_resume);
        if (resume && TrainingRun.Finished(directory, record.Identity) is { } finished)
        {
            TrainingEnd.AlreadyFinished(directory, recipe, finished, context);
            return;
        }
        var start = parsed.GetValue(s_overwrite) ? RunStart.Overwrite : resume ? RunStart.Resume : RunStart.Fresh;
        TrainingRun run = TrainingRun.Begin(directory, model, record, start, TrainingOptions(parsed, model));
        context.Text.WriteLine(Opening(model, recipe, rows, backend, run));
        TrainingState state = Fit(run, rows, directory, context);
        if (!parsed.GetValue(s_noDetector))
        {
            DetectorInput.Keep(model, rows, directory, context);
        }
        TrainingEnd.Conclude(directory, model, recipe, rows, record, state, context);
    }

    private static TrainingState Fit(TrainingRun run, TrainingData rows, RunDirectory directory, CommandContext context)
    {
        TrainingProgress? last = null;
        try
        {
            return context.TrainingView().Watch(show => run.Fit(
                rows.Train.Rows,
                rows.Validation?.Rows,
                progress =>
                {
                    last = progress;
                    show(progress);
                },
                context.Cancellation));
        }
        catch (OperationCanceledException e)
        {
            string where = last is null ? "" : string.Create(CultureInfo.InvariantCulture, $" in epoch {last.Epoch} of {last.Epochs}");
            string command = context.CommandLine.Replace(" --overwrite", "", StringComparison.Ordinal);
            throw new StoppedException($"Stopped{where}; {directory.Checkpoint} holds all so far, go on with: {command}{(command.Contains("--resume", StringComparison.Ordinal) ? "" : " --resume")}", e);
        }
    }

    private static TrainingOptions TrainingOptions(ParseResult parsed, TrainedModel model) => model.Composed.Training with
    {
        TimeLimit = parsed.GetValue(s_time),
        CheckpointInterval = parsed.GetValue(s_checkpoints) ?? model.Composed.Training.CheckpointInterval,
    };

    private static string Opening(TrainedModel model, Recipe recipe, TrainingData rows, Backend backend, TrainingRun run)
    {
        string validation = rows.Validation is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {rows.Validation.Count:N0} to validate on");
        string from = run.FirstStep > 0 ? string.Create(CultureInfo.InvariantCulture, $" from step {run.FirstStep}") : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{recipe.Name} on {model.Schema.Name}{from}: {rows.Train.Count:N0} rows of {model.Schema.RowShape}{validation}; {TrainingRun.Size(model.Model.Parameters):N0} parameters, latent {model.Model.LatentSize}; {backend.Name}");
    }
}
