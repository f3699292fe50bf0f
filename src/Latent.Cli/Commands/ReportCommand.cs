using System.CommandLine;
using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Evaluation;
using Latent.Files;
using Latent.Reports;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary>latent report: makes a run's report and samples again.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandHost host) =>
        host.Handle(Report, new Command("report", "Make a run's report.html and samples again.") { RunInput.Run, RunInput.OwnData }.ReadsQuery().ReadsData());

    private static void Report(ParseResult parsed, CommandContext context)
    {
        RunInput run = RunInput.Open(parsed, context);
        (DataSet data, string name) = run.Data(parsed.GetValue(RunInput.OwnData));
        EvaluationResult evaluation = TrainingEnd.Evaluate(run.Model, data, name, context);
        var reporter = new RunReporter(run.Model, data, (ulong?)context.Seed ?? run.Model.Composed.Training.Seed);
        RunRecord? record = run.Record is { Result: { } result } ended ? ended with { Result = result with { EvaluatedOn = name } } : run.Record;
        TrainingEnd.Write(run.Directory, reporter, record, MetricsFile.Load(run.Directory.Metrics), evaluation);
        IReadOnlyList<string> advice = PosteriorHealth.Advise(run.Model.Model, evaluation);
        var table = new FigureTable().Add("report", run.Directory.Report).Add("samples", TrainingEnd.SamplesOf(run.Directory));
        foreach (string sentence in advice)
        {
            table.Note(sentence);
        }
        context.Finish(
            new JsonObject
            {
                ["run"] = run.Directory.Path,
                ["report"] = run.Directory.Report,
                ["samples"] = TrainingEnd.SamplesOf(run.Directory),
                ["rows"] = evaluation.Rows,
                ["elbo"] = JsonText.Number(evaluation.Elbo),
                ["advice"] = JsonText.Texts(advice),
            },
            table.ToString());
    }
}
