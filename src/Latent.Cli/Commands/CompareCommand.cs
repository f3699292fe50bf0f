using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Images;
using Latent.Files;
using Latent.Reports;
using Latent.Training;

namespace Latent.Cli.Commands;

/// <summary>latent compare: runs side by side.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string[]> s_runs = new("RUN") { Description = "The folders of runs, or model.safetensors files.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> s_data = Typed.Text("--data", "DATA", "Measure all runs on these rows: a known name, a file or a folder. Default: what each was measured at when it was trained.");
    private static readonly Option<int?> s_importance = Typed.Integer("--importance-samples", "K", "Also estimate log p(x) with K importance samples a row; needs --data.", 0);
    private static readonly Option<int?> s_samples = Typed.Integer("--samples", "N", "Also draw N rows from each and compare them with N real ones: Fréchet distance, precision, recall; needs --data.", SampleQuality.FewestRows);
    private static readonly Option<string?> s_out = new("--out", "-o") { HelpName = "FILE", Description = "Also write one page (.html): the table, the learning curves of all runs, their samples." };

    public static Command Create(CommandHost host) =>
        host.Handle(Compare, new Command("compare", "Put runs side by side: settings that differ, figures, curves, samples.") { s_runs, s_data, s_importance, s_samples, s_out }.ReadsData());

    private static void Compare(ParseResult parsed, CommandContext context)
    {
        string[] paths = parsed.GetRequiredValue(s_runs);
        string? page = parsed.GetValue(s_out), data = parsed.GetValue(s_data);
        Check(paths, page, data, parsed);
        context.UseEngine();
        RunInput[] inputs = [.. paths.Select(path => RunInput.Open(path, parsed, context))];
        ComparedRun[] runs = [.. inputs.Zip(Names(inputs), (run, name) => new ComparedRun(name, run.Directory, run.Model) { Record = run.Record, History = MetricsFile.Load(run.Directory.Metrics) })];
        if (data is not null)
        {
            FeatureClassifier? classifier = parsed.GetValue(s_samples) is null ? null : Classifier(inputs[0], data, context);
            for (int i = 0; i < runs.Length; i++)
            {
                runs[i] = Measured(runs[i], inputs[i], data, classifier, parsed, context);
            }
        }
        var comparison = new RunComparison(runs);
        if (page is not null)
        {
            ComparisonPage.Save(page, comparison);
        }
        JsonObject document = comparison.ToJson();
        document.Insert(0, "data", data);
        document["out"] = page;
        var table = new TextTable(["", .. runs.Select(r => r.Name)]);
        foreach (ComparisonRow row in comparison.Rows)
        {
            table.Add([(row.Name, false), .. runs.Select((_, i) => (row.Text(i), row.Best.Contains(i)))]);
        }
        context.Finish(document, string.Join('\n', [table.Render(context.IsTerminal), .. comparison.Notes, .. page is null ? Array.Empty<string>() : [page]]));
    }

    private static void Check(string[] paths, string? page, string? data, ParseResult parsed)
    {
        if (paths.Length < 2)
        {
            throw new InputException($"'latent compare' puts runs side by side, and {paths[0]} is the only one; name another.");
        }
        if (paths.GroupBy(Path.GetFullPath).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InputException($"The run {twice.First()} is named twice; name every run once.");
        }
        if (page is not null && Path.GetExtension(page) is not (".html" or ".htm"))
        {
            throw new InputException($"--out is '{page}'; a comparison is a page, so name a .html file.");
        }
        if (data is null && (parsed.GetValue(s_importance) is not null || parsed.GetValue(s_samples) is not null))
        {
            throw new InputException($"{(parsed.GetValue(s_importance) is not null ? "--importance-samples" : "--samples")} measures runs on rows of data; name them with --data.");
        }
    }

    private static ComparedRun Measured(ComparedRun run, RunInput input, string named, FeatureClassifier? classifier, ParseResult parsed, CommandContext context)
    {
        DataSet data = input.Data(named).Data;
        var options = new EvaluationOptions { Seed = (ulong)(context.Seed ?? 0), ImportanceSamples = run.Model.Model.HasDensity ? parsed.GetValue(s_importance) ?? 0 : 0 };
        using (WorkProgress progress = context.Progress($"evaluating {run.Name} on {data.Name}"))
        {
            run = run with { Evaluation = Evaluator.Evaluate(run.Model.Model, run.Model.Schema.Fit(data), run.Model.Preparation, options, progress.Report, context.Cancellation) };
        }
        if (classifier is null || parsed.GetValue(s_samples) is not { } count)
        {
            return run;
        }
        using WorkProgress comparing = context.Progress($"comparing samples of {run.Name}");
        return run with { Samples = SampleQuality.Measure(run.Model, classifier, data, count, options.Seed, null, comparing.Report, context.Cancellation) };
    }

    /// <summary>One classifier for all runs, since distances in the features of two cannot be compared.</summary>
    private static FeatureClassifier Classifier(RunInput run, string named, CommandContext context)
    {
        DataSet learned = run.Learned(named, run.Data(named).Data);
        if (!FeatureClassifier.CanLearn(learned))
        {
            throw new InputException($"--samples compares rows in the features of a classifier, and the rows of {learned.Name} have no labels and are no pictures; leave it out.");
        }
        using WorkProgress progress = context.Progress("training a classifier for its features");
        return FeatureClassifier.Train(learned, (ulong)(context.Seed ?? 0), backend: run.Model.Model.Parameters[0].Backend, progress: progress.Report, cancellation: context.Cancellation);
    }

    /// <summary>The names of the folders where they tell the runs apart, else the whole paths.</summary>
    private static IEnumerable<string> Names(RunInput[] runs)
    {
        string[] names = [.. runs.Select(r => Path.GetFileName(Path.GetFullPath(r.Directory.Path).TrimEnd(Path.DirectorySeparatorChar)))];
        return names.Distinct().Count() == names.Length ? names : runs.Select(r => r.Directory.Path);
    }
}
