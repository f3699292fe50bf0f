using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Files;
using Latent.Tables;

namespace Latent.Cli.Commands;

/// <summary>latent data info: what some data are.</summary>
internal static class DataInfoCommand
{
    private const int BatchSize = 256;
    private const int MostClasses = 100;

    private static readonly Argument<string?> s_data = Typed.Optional("DATA", "A known name ('latent data list') a file or a folder.");

    private static readonly Option<string?> s_schema = Typed.Text("--write-schema", "FILE", "Write what the columns of a table are taken for, as YAML to change and give to --schema.");

    public static Command Create(CommandHost host) =>
        host.Handle(Show, new Command("info", "Say what data are: rows, shape, range, labels, files, place.") { s_data, s_schema }.ReadsQuery().ReadsData());

    private static void Show(ParseResult parsed, CommandContext context)
    {
        DataOrigin origin = DataOrigin.Needed(s_data, parsed);
        DataOptions options = DataInput.Options(parsed);
        DataSet data = DataInput.First(origin.Open(options, context), parsed.GetValue(SharedOptions.Limit));
        (float low, float high, double mean) = Range(data, context);
        string? place = origin.Place ?? (NamedDataSets.TryFind(origin.Data, out NamedDataSet? set) ? NamedDataSets.Locate(set, options) : null);
        int? classes = data.Labels is { Length: > 0 } labels ? labels.Distinct().Count() : null;
        int[]? counts = data.Labels is { Length: > 0 } ? Counts(data) : null;
        string recipe = Recipes.DefaultFor(data).Name;
        string kind = data.Kind.ToString().ToLowerInvariant();
        if (parsed.GetValue(s_schema) is { } file)
        {
            AtomicFile.WriteText(file, TableSchemaText.ToYaml(data.Table ?? throw new InputException($"--write-schema is for tables with columns, and {data.Name} is none.")));
        }
        var document = new JsonObject
        {
            ["name"] = data.Name,
            ["kind"] = kind,
            ["rows"] = data.Count,
            ["row_shape"] = JsonText.Numbers(data.RowShape.ToArray()),
            ["minimum"] = JsonText.Number(low),
            ["maximum"] = JsonText.Number(high),
            ["mean"] = JsonText.Number(mean),
            ["eight_bit"] = data.Rows.IsEightBit,
            ["streamed"] = data.Rows.Streamed,
            ["classes"] = classes,
            ["label_names"] = data.LabelNames is { } names ? JsonText.Texts(names) : null,
            ["class_counts"] = counts is null ? null : JsonText.Numbers(counts),
            ["factors"] = JsonText.Texts(data.FactorNames),
            ["notes"] = JsonText.Texts(data.Notes),
            ["warnings"] = JsonText.Texts(data.Warnings),
            ["skipped"] = new JsonArray([.. data.Skipped.Select(skipped => (JsonNode)new JsonObject { ["file"] = skipped.Path, ["reason"] = skipped.Reason })]),
            ["columns"] = data.Table is { } columns ? ColumnTable.Tree(columns) : null,
            ["path"] = place,
            ["recipe"] = recipe,
        };
        var table = new FigureTable()
            .Add("data", data.Name)
            .Add("kind", kind)
            .Add("rows", data.Count)
            .Add("row shape", data.RowShape.ToString())
            .Add("values", data.Table is not null ? null : string.Create(CultureInfo.InvariantCulture, $"{low:0.####} to {high:0.####}, mean {mean:0.####}{(data.Rows.IsEightBit ? ", 256 levels" : "")}"))
            .Add("classes", classes is null ? null : string.Create(CultureInfo.InvariantCulture, $"{classes}{(counts is { Length: <= MostClasses } ? ": " + string.Join(", ", counts.Select((count, label) => Class(data, label, count))) : "")}"))
            .Add(data.Table is null ? "images" : "columns", data.Notes.Count > 0 ? string.Join("; ", data.Notes) : null)
            .Add("left out", data.Skipped.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $"{data.Skipped.Count} {(data.Skipped.Count == 1 ? "file" : "files")} that cannot be read") : null)
            .Add("factors", data.FactorNames.Count > 0 ? string.Join(", ", data.FactorNames) : null)
            .Add("place", place ?? "made on the spot")
            .Add("recipe", recipe);
        string text = string.Join('\n', [table.ToString(), .. data.Warnings, .. data.Skipped.Select(skipped => skipped.Reason)]);
        context.Finish(document, data.Table is { } shown ? $"{text}\n{ColumnTable.Text(shown, context.IsTerminal)}" : text);
    }

    /// <summary>How many rows every class has, those without rows too; null if the labels are no numbers of classes.</summary>
    private static int[]? Counts(DataSet data)
    {
        if (data.Labels!.Min() < 0 || data.Labels!.Max() > short.MaxValue)
        {
            return null;
        }
        int[] counts = new int[Math.Max(data.LabelNames?.Count ?? 0, data.Labels!.Max() + 1)];
        foreach (int label in data.Labels!)
        {
            counts[label]++;
        }
        return counts;
    }

    private static string Class(DataSet data, int label, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{(data.LabelNames is { } names && label < names.Count ? names[label] : label)} {count:N0}");

    /// <summary>Reads all rows once, in their order.</summary>
    private static (float Low, float High, double Mean) Range(DataSet data, CommandContext context)
    {
        using WorkProgress progress = context.Progress("reading");
        using var reader = new BatchReader(data.Rows, BatchSize);
        reader.Start(Permutation.Identity(data.Count));
        float[] values = new float[Math.Min(BatchSize, data.Count) * data.RowShape.Length];
        int[] numbers = new int[BatchSize];
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        double sum = 0;
        for (int count; (count = reader.Next(values, numbers)) > 0;)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            foreach (float value in values.AsSpan(0, count * data.RowShape.Length))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
                sum += value;
            }
            progress.Report((double)reader.Position / data.Count);
        }
        return (low, high, sum / data.Count / data.RowShape.Length);
    }
}
