using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Files;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary>latent info: what a run is.</summary>
internal static class InfoCommand
{
    public static Command Create(CommandHost host) =>
        host.Handle(Show, new Command("info", "Say what a run is: recipe, data, parameters, training, files.") { RunInput.Run });

    private static void Show(ParseResult parsed, CommandContext context)
    {
        RunInput run = RunInput.Open(parsed, context);
        DataSchema schema = run.Model.Schema;
        IReadOnlyList<EpochRecord> history = MetricsFile.Load(run.Directory.Metrics);
        string[] files = [.. new[] { run.Directory.Model, run.Directory.Checkpoint, run.Directory.Metrics, run.Directory.Recipe, run.Directory.Record, run.Directory.Samples, run.Directory.SampleTable, run.Directory.Report }.Where(File.Exists)];
        RunResult? result = run.Record?.Result;
        var document = new JsonObject
        {
            ["run"] = run.Directory.Path,
            ["recipe"] = run.Model.Composed.Settings.DeepClone(),
            ["data"] = new JsonObject
            {
                ["name"] = schema.Name,
                ["kind"] = schema.Kind.ToString().ToLowerInvariant(),
                ["row_shape"] = JsonText.Numbers(schema.RowShape.ToArray()),
                ["minimum"] = JsonText.Number(schema.Minimum),
                ["maximum"] = JsonText.Number(schema.Maximum),
                ["eight_bit"] = schema.EightBit,
            },
            ["latent"] = run.Model.Model.LatentSize,
            ["parameters"] = TrainingRun.Size(run.Model.Model.Parameters),
            ["tensors"] = Tensors(run.Model),
            ["epochs"] = history.Count > 0 ? history[^1].Epoch : null,
            ["training"] = history.Count > 0 ? Epoch(history[^1]) : null,
            ["command"] = run.Record?.Command,
            ["machine"] = run.Record?.Machine,
            ["elbo"] = JsonText.Number(result?.Elbo),
            ["evaluated_on"] = result?.EvaluatedOn,
            ["model_sha256"] = result?.ModelSha256,
            ["files"] = JsonText.Texts(files),
        };
        var table = new FigureTable()
            .Add("run", run.Directory.Path)
            .Add("data", $"{schema.Name}: {schema.Kind.ToString().ToLowerInvariant()} rows of {schema.RowShape}")
            .Add("latent", run.Model.Model.LatentSize)
            .Add("parameters", TrainingRun.Size(run.Model.Model.Parameters))
            .Add("elbo", result?.Elbo, $" nats per {result?.EvaluatedOn} row")
            .Add("trained", result is null ? null : string.Create(CultureInfo.InvariantCulture, $"{result.Epochs} epochs, {result.Steps:N0} steps in {Duration.Text(TimeSpan.FromSeconds(result.Seconds))}"))
            .Add("command", run.Record?.Command)
            .Add("machine", run.Record?.Machine)
            .Add("files", string.Join(", ", files.Select(Path.GetFileName)));
        context.Finish(document, $"{table}\n\n{run.Model.Recipe.TrimEnd('\n')}");
    }

    private static JsonObject Tensors(TrainedModel model)
    {
        var tensors = new JsonObject();
        for (int i = 0; i < model.Model.Parameters.Count; i++)
        {
            tensors[model.Model.Parameters.Names[i]] = JsonText.Numbers(model.Model.Parameters[i].Shape.ToArray());
        }
        return tensors;
    }

    private static JsonObject Epoch(EpochRecord e) => new()
    {
        ["epoch"] = e.Epoch,
        ["step"] = e.Step,
        ["elbo"] = JsonText.Number(e.Elbo),
        ["reconstruction"] = JsonText.Number(e.Reconstruction),
        ["kl"] = JsonText.Number(e.Kl),
        ["active_units"] = e.ActiveUnits,
        ["seconds"] = e.Seconds,
        ["skipped"] = e.Skipped,
        ["validation_elbo"] = JsonText.Number(e.ValidationElbo),
    };
}
