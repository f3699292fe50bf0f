using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Detection;
using Latent.Tables;

namespace Latent.Cli.Commands;

/// <summary>latent detect: which rows of a table are strange, and why.</summary>
internal static class DetectCommand
{
    private const string StandardInput = "-";

    private static readonly (string Name, AnomalyScore Score)[] s_scores =
        [("neighbours", AnomalyScore.Neighbours), ("importance-weighted", AnomalyScore.ImportanceWeighted), ("reconstruction", AnomalyScore.Reconstruction), ("kl", AnomalyScore.Kl), ("latent", AnomalyScore.Latent)];

    private static readonly TableColumn[] s_columns = [new("row", CellKind.WholeNumber), new("score", CellKind.Number), new("p_value", CellKind.Number), new("anomaly", CellKind.WholeNumber), new("top_columns", CellKind.Text)];

    private static readonly Argument<string?> s_data = Typed.Optional("DATA", "A table (.csv, .tsv, .jsonl, .npy, .npz), or - for standard input, whose rows are answered as they come.");
    private static readonly Option<string?> s_out = new("--out", "-o") { HelpName = "FILE", Description = "Of every row its score, p-value, whether it is an anomaly, and the columns to blame (.csv, .tsv, .jsonl). Default, for standard input alone: standard output." };
    private static readonly Option<string?> s_label = Typed.Text("--label", "COLUMN", "The column that says which rows are anomalies, to measure detection by: 0, false, no, normal, benign and inlier are normal.");
    private static readonly Option<string?> s_score = Typed.Text("--score", "NAME", $"What rows are judged by: {string.Join(", ", s_scores.Select(s => s.Name))}. Default: neighbours.");
    private static readonly Option<double?> s_rate = Typed.Number("--false-alarms", "RATE", "The share of normal rows that may be called anomalies. Default: 0.01.", 0, 1);
    private static readonly Option<double?> s_share = Typed.Number("--contamination", "SHARE", "Call this share of the rows anomalies, the strangest, whatever their p-values.", 0, 1);
    private static readonly Option<double?> s_trained = Typed.Number("--training-contamination", "SHARE", "The share of anomalies among the training rows: the worst are left out, and the detector is learned anew if it was learned with another. Default: 0.", 0, 0.5);
    private static readonly Option<int?> s_blamed = Typed.Integer("--columns", "N", "How many columns to blame at most. Default: 3.", 0);
    private static readonly Option<bool> s_all = Typed.Flag("--explain-all", "Name the columns of rows that are no anomalies, too.");

    public static Command Create(CommandHost host)
    {
        var command = new Command("detect", "Find the anomalies of a table, and say which columns make them so.") { RunInput.Run, s_data, s_out, s_label, s_score, s_rate, s_share, s_trained, s_blamed, s_all };
        return host.Handle(Detect, command.ReadsQuery().WritesTable().ReadsData(limit: false));
    }

    private static void Detect(ParseResult parsed, CommandContext context)
    {
        string? data = parsed.GetValue(s_data), file = parsed.GetValue(s_out);
        bool live = data == StandardInput;
        if (live || parsed.GetValue(DataOrigin.From) is null)
        {
            DataOrigin.Needed(s_data, parsed);
        }
        string? path = live && file is null && parsed.GetValue(TableTarget.To) is null && parsed.GetValue(TableTarget.Table) is null ? null : TableTarget.Require(file, parsed);
        if (path is null && context.Json)
        {
            throw new InputException("--json prints one document on standard output, and the rows' scores go there, too; name a file for them with --out.");
        }
        DetectionOptions options = Options(parsed, live && path is null);
        RunInput run = RunInput.Open(parsed, context);
        AnomalyDetector detector = DetectorInput.Open(run, parsed.GetValue(s_trained), context);
        TableSource source = live ? CsvSource.FromStream(context.Input(), "standard input", TableInput.Csv(parsed)) : run.Table(data);
        if (parsed.GetValue(s_share) is { } share)
        {
            options = options with { Threshold = Threshold(detector, source, live, share, options, context) };
        }
        DetectionSummary summary;
        using (TableWriter? writer = path is null ? null : TableTarget.Create(file, s_columns, parsed, TableInput.Csv(parsed)))
        {
            if (writer is null)
            {
                context.Output.WriteLine(string.Join(',', s_columns.Select(column => column.Name)));
            }
            summary = detector.Score(source, row => Give(row, writer, context), options, context.Cancellation);
            writer?.Complete();
        }
        double threshold = options.Threshold ?? detector.Threshold(options.FalseAlarmRate, options.Score);
        string text = Text(summary, path, options);
        if (path is null)
        {
            if (!context.Quiet)
            {
                context.Error.WriteLine(text);
            }
            return;
        }
        context.Finish(Document(run, source, path, detector, summary, options, threshold), text);
    }

    private static DetectionOptions Options(ParseResult parsed, bool answering) => new()
    {
        Label = parsed.GetValue(s_label),
        Score = parsed.GetValue(s_score) is { } name ? Score(name) : null,
        FalseAlarmRate = parsed.GetValue(s_rate) ?? new DetectionOptions().FalseAlarmRate,
        Columns = parsed.GetValue(s_blamed) ?? new DetectionOptions().Columns,
        ExplainAll = parsed.GetValue(s_all),
        Threads = parsed.GetValue(SharedOptions.Threads) ?? 0,
        BatchSize = answering ? 1 : new DetectionOptions().BatchSize,
    };

    private static AnomalyScore Score(string name)
    {
        foreach ((string known, AnomalyScore score) in s_scores)
        {
            if (known == name)
            {
                return score;
            }
        }
        throw new InputException($"--score is '{name}'{NearestName.Hint(name, s_scores.Select(s => s.Name))} It can be {string.Join(", ", s_scores.Select(s => s.Name))}.");
    }

    /// <summary>The score that this share of the rows reaches.</summary>
    private static double Threshold(AnomalyDetector detector, TableSource source, bool live, double share, DetectionOptions options, CommandContext context)
    {
        if (live)
        {
            throw new InputException("--contamination needs to know all rows before it answers the first, and standard input is read only once; give a file, or a rate with --false-alarms.");
        }
        List<float> scores = [];
        detector.Score(source, row => scores.Add(row.Score), options with { Columns = 0, Label = null }, context.Cancellation);
        scores.Sort();
        int wanted = (int)Math.Round(share * scores.Count);
        return wanted == 0 ? double.PositiveInfinity : scores[^wanted];
    }

    private static void Give(RowAnomaly row, TableWriter? writer, CommandContext context)
    {
        Span<char> score = stackalloc char[32], chance = stackalloc char[32];
        row.Score.TryFormat(score, out int scoreLength, default, CultureInfo.InvariantCulture);
        row.PValue.TryFormat(chance, out int chanceLength, "G6", CultureInfo.InvariantCulture);
        string blamed = row.Columns.Count == 0 ? "" : string.Join("; ", row.Columns.Select(c => $"{c.Column}: {c.Observed} (expected {c.Expected})"));
        if (writer is not null)
        {
            writer.Write(row.Row);
            writer.Write(score[..scoreLength]);
            writer.Write(chance[..chanceLength]);
            writer.Write(row.IsAnomaly ? 1L : 0L);
            writer.Write(blamed);
            writer.EndRow();
            return;
        }
        string quoted = blamed.AsSpan().ContainsAny(",\"\r\n") ? $"\"{blamed.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : blamed;
        context.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Row},{score[..scoreLength]},{chance[..chanceLength]},{(row.IsAnomaly ? 1 : 0)},{quoted}"));
        context.Output.Flush();
    }

    private static JsonObject Document(RunInput run, TableSource source, string path, AnomalyDetector detector, DetectionSummary summary, DetectionOptions options, double threshold) => new()
    {
        ["run"] = run.Directory.Path,
        ["data"] = source.Name,
        ["out"] = path,
        ["rows"] = summary.Rows,
        ["anomalies"] = summary.Anomalies,
        ["score"] = s_scores.First(s => s.Score == (options.Score ?? detector.Options.Score)).Name,
        ["threshold"] = JsonText.Number(threshold),
        ["calibrated_on"] = detector.Calibration(options.Score).Count,
        ["drift"] = JsonText.Number(summary.Drift),
        ["drift_p_value"] = JsonText.Number(summary.DriftPValue),
        ["labelled"] = summary.Labelled,
        ["auroc"] = JsonText.Number(summary.Figures?.Auroc),
        ["average_precision"] = JsonText.Number(summary.Figures?.AveragePrecision),
    };

    private static string Text(DetectionSummary summary, string? path, DetectionOptions options)
    {
        string figures = summary.Figures is { } f ? string.Create(CultureInfo.InvariantCulture, $"; auroc {f.Auroc:0.0000}, average_precision {f.AveragePrecision:0.0000} over {summary.Labelled:N0} labelled rows")
            : options.Label is { } label ? $"; the column '{label}' does not hold rows of both kinds, so detection was not measured" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Rows:N0} rows scored{(path is null ? "" : $" in {path}")}, {summary.Anomalies:N0} of them anomalies{figures}; drift of the scores {summary.Drift:0.000} (p {(summary.DriftPValue < 0.001 ? "< " : "= ")}{Math.Max(summary.DriftPValue, 0.001):0.###})");
    }
}
