using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Reports;
using Latent.Targets;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary>What happens when training has come to its end: figures, report, samples, summary.</summary>
internal static class TrainingEnd
{
    /// <summary>Measures the model, writes the report and the samples, and says what came of it.</summary>
    public static void Conclude(RunDirectory directory, TrainedModel model, Recipe recipe, TrainingData rows, RunRecord record, TrainingState state, CommandContext context)
    {
        (RunResult result, IReadOnlyList<string> advice) = Measure(directory, model, rows, record, state, context);
        context.Finish(Document(directory, recipe, result, advice), Summary(directory, result, advice));
    }

    /// <summary>Calibrates and measures the model, and writes the report, the samples and what came of the run.</summary>
    public static (RunResult Result, IReadOnlyList<string> Advice) Measure(RunDirectory directory, TrainedModel model, TrainingData rows, RunRecord record, TrainingState state, CommandContext context)
    {
        Calibrate(directory, model, rows, state, context);
        (DataSet shown, string name) = rows.Evaluated;
        EvaluationResult evaluation = Evaluate(model, shown, name, context);
        double? validation = rows.Validation is null ? null : name == "validation" ? evaluation.Elbo : Evaluate(model, rows.Validation, "validation", context).Elbo;
        var reporter = new RunReporter(model, shown, model.Composed.Training.Seed);
        var result = new RunResult
        {
            Epochs = state.History.Count > 0 ? state.History[^1].Epoch : 0,
            Steps = state.Step,
            Seconds = state.Seconds,
            Rows = rows.Train.Count,
            Parameters = TrainingRun.Size(model.Model.Parameters),
            EvaluatedOn = name,
            Elbo = Finite(evaluation.Elbo),
            Reconstruction = Finite(evaluation.Reconstruction),
            Kl = Finite(evaluation.Kl),
            ActiveUnits = evaluation.ActiveUnits,
            Latent = model.Model.LatentSize,
            ValidationElbo = Finite(validation),
            TestElbo = name == "test" ? Finite(evaluation.Elbo) : null,
            Skipped = state.Skipped,
            StoppedEarly = state.StoppedEarly,
            OutOfTime = !state.Finished,
            ModelSha256 = Checksum(directory.Model),
            LatentMeans = reporter.Spread.Means,
            LatentDeviations = reporter.Spread.Deviations,
        };
        RunRecord ended = record with { Result = result };
        Write(directory, reporter, ended, state.History, evaluation);
        // Last, since a run counts as finished when its record has a result.
        ended.Save(directory.Record);
        return (result, PosteriorHealth.Advise(model.Model, evaluation));
    }

    private static void Calibrate(RunDirectory directory, TrainedModel model, TrainingData rows, TrainingState state, CommandContext context)
    {
        // A training that ran out of time has none left for the models that calibration learns.
        if (state.Finished && model.Model.Target is { CalibrationParts: > 0 })
        {
            using WorkProgress progress = context.Progress(model.Model.Target is NumberTarget ? "calibrating deviations" : "calibrating probabilities");
            LabelCalibration.Fit(model, model.Schema.Fit(rows.Train), progress.Report, context.Cancellation);
            model.Save(directory.Model);
        }
    }

    /// <summary>Says what an earlier run came to.</summary>
    public static void AlreadyFinished(RunDirectory directory, Recipe recipe, RunResult result, CommandContext context) =>
        context.Finish(Document(directory, recipe, result, []), $"{directory.Path} has been finished already; there is nothing to go on with.\n{Summary(directory, result, [])}");

    /// <summary>Writes report and samples.</summary>
    public static void Write(RunDirectory directory, RunReporter reporter, RunRecord? record, IReadOnlyList<EpochRecord> history, EvaluationResult evaluation)
    {
        ReportContent content = reporter.Content(directory.Path, record, history, evaluation);
        content.Samples?.SavePng(directory.Samples);
        reporter.SaveTable(directory.SampleTable);
        RunReport.Save(directory.Report, content);
    }

    /// <summary>Measures a model on some rows.</summary>
    public static EvaluationResult Evaluate(TrainedModel model, DataSet rows, string name, CommandContext context)
    {
        using WorkProgress progress = context.Progress($"evaluating on {name} rows");
        return Evaluator.Evaluate(model.Model, model.Schema.Fit(rows), model.Preparation, new EvaluationOptions { Seed = model.Composed.Training.Seed }, progress.Report, context.Cancellation);
    }

    private static JsonObject Document(RunDirectory directory, Recipe recipe, RunResult r, IReadOnlyList<string> advice)
    {
        var document = new JsonObject
        {
            ["run"] = directory.Path,
            ["recipe"] = recipe.Name,
            ["epochs"] = r.Epochs,
            ["steps"] = r.Steps,
            ["seconds"] = r.Seconds,
            ["rows"] = r.Rows,
            ["parameters"] = r.Parameters,
            ["evaluated_on"] = r.EvaluatedOn,
            ["elbo"] = JsonText.Number(r.Elbo),
            ["reconstruction"] = JsonText.Number(r.Reconstruction),
            ["kl"] = JsonText.Number(r.Kl),
            ["active_units"] = r.ActiveUnits,
            ["latent"] = r.Latent,
        };
        if (r.ValidationElbo is not null)
        {
            document["validation_elbo"] = JsonText.Number(r.ValidationElbo);
        }
        if (r.TestElbo is not null)
        {
            document["test_elbo"] = JsonText.Number(r.TestElbo);
        }
        document["skipped"] = r.Skipped;
        document["stopped_early"] = r.StoppedEarly;
        document["out_of_time"] = r.OutOfTime;
        document["model_sha256"] = r.ModelSha256;
        document["report"] = directory.Report;
        document["advice"] = JsonText.Texts(advice);
        return document;
    }

    /// <summary>Where rows that were drawn from a run's model are; null if there are none.</summary>
    public static string? SamplesOf(RunDirectory directory) => ((string[])[directory.Samples, directory.SampleTable]).FirstOrDefault(File.Exists);

    private static string Summary(RunDirectory directory, RunResult r, IReadOnlyList<string> advice)
    {
        var table = new FigureTable()
            .Add("elbo", r.Elbo, $" nats per {r.EvaluatedOn} row")
            .Add("reconstruction", r.Reconstruction)
            .Add("kl", r.Kl)
            .Add("active units", string.Create(CultureInfo.InvariantCulture, $"{r.ActiveUnits} of {r.Latent}"))
            .Add("trained", string.Create(CultureInfo.InvariantCulture, $"{r.Epochs} epochs, {r.Steps:N0} steps in {Duration.Text(TimeSpan.FromSeconds(r.Seconds))}{(r.StoppedEarly ? ", stopped early" : r.OutOfTime ? ", out of time: --resume goes on" : "")}{(r.Skipped > 0 ? $", {r.Skipped} steps skipped" : "")}"))
            .Add("report", directory.Report)
            .Add("samples", SamplesOf(directory));
        foreach (string sentence in advice)
        {
            table.Note(sentence);
        }
        return table.ToString();
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string Checksum(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
