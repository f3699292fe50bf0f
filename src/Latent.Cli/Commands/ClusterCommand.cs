using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Tables;

namespace Latent.Cli.Commands;

/// <summary>latent cluster: rows in groups by their latents.</summary>
internal static class ClusterCommand
{
    private static readonly Option<string?> s_out = TableTarget.Out("Of every row its number, its group and the probability that it belongs there (.csv, .tsv or .jsonl).");
    private static readonly Option<int?> s_groups = Typed.Integer("--groups", "N", "How many groups. Default: as many as the Bayesian information criterion says, 20 at most.", 1);

    public static Command Create(CommandHost host) =>
        host.Handle(Cluster, new Command("cluster", "Find groups of rows that are alike, and say what each is like.") { RunInput.Run, RunInput.OwnData, s_out, s_groups }.ReadsQuery().WritesTable().ReadsData());

    private static void Cluster(ParseResult parsed, CommandContext context)
    {
        string path = TableTarget.Require(parsed.GetValue(s_out), parsed);
        RunInput run = RunInput.Open(parsed, context);
        Embedder.RequireVectors(run.Model.Model);
        (DataSet data, string split) = run.Data(parsed.GetValue(RunInput.OwnData), LatentRows.Label(run));
        float[] latents = LatentRows.Encode(run, data, context);
        GroupedRows rows;
        using (WorkProgress progress = context.Progress("grouping"))
        {
            rows = GroupedRows.Of(data, latents, run.Model.Model.LatentSize, new GroupingOptions
            {
                Groups = parsed.GetValue(s_groups),
                Seed = (ulong)(context.Seed ?? 0),
                Progress = progress.Report,
                Cancellation = context.Cancellation,
            });
        }
        TableColumn[] columns = [new("row", CellKind.WholeNumber), new("group", CellKind.WholeNumber), new("probability", CellKind.Number)];
        using (TableWriter writer = TableTarget.Create(parsed.GetValue(s_out), columns, parsed))
        {
            for (int i = 0; i < data.Count; i++)
            {
                writer.Write((long)i);
                writer.Write((long)rows.Groups[i]);
                writer.Write(Math.Round(rows.Probabilities[i], 6));
                writer.EndRow();
            }
            writer.Complete();
        }
        string?[] classes = [.. Enumerable.Range(0, rows.Sizes.Count).Select(g => Mostly(data, rows, g))];
        context.Finish(
            new JsonObject
            {
                ["run"] = run.Directory.Path,
                ["data"] = data.Name,
                ["split"] = split,
                ["out"] = path,
                ["rows"] = data.Count,
                ["count"] = rows.Found.Count,
                ["tried"] = new JsonArray([.. rows.Found.Tried.Select(t => new JsonObject { ["groups"] = t.Groups, ["bic"] = JsonText.Number(t.Criterion) })]),
                ["groups"] = new JsonArray([.. rows.Sizes.Select((size, g) => Entry(rows, g, size, classes[g]))]),
            },
            Text(rows, classes, path, context));
    }

    private static JsonObject Entry(GroupedRows rows, int group, int size, string? mostly)
    {
        var entry = new JsonObject { ["group"] = group, ["rows"] = size, ["share"] = (double)size / rows.Groups.Count };
        if (mostly is not null)
        {
            entry["classes"] = mostly;
        }
        if (rows.Traits is { } traits)
        {
            entry["traits"] = new JsonArray([
                .. traits[group].Select(t => new JsonObject
                {
                    ["column"] = t.Column, ["level"] = t.Level, ["group"] = JsonText.Number(t.Group), ["all"] = JsonText.Number(t.All), ["effect"] = JsonText.Number(t.Effect), ["text"] = t.ToString(),
                })]);
        }
        return entry;
    }

    private static string Text(GroupedRows rows, string?[] classes, string path, CommandContext context)
    {
        bool labelled = classes.Any(c => c is not null);
        var table = new TextTable([.. (string[])["group", "rows", "share"], .. labelled ? (string[])["classes"] : [], .. rows.Traits is null ? (string[])[] : ["what differs most from all rows"]]);
        for (int g = 0; g < rows.Sizes.Count; g++)
        {
            string[] cells =
            [
                g.ToString(CultureInfo.InvariantCulture),
                rows.Sizes[g].ToString("N0", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"{100.0 * rows.Sizes[g] / rows.Groups.Count:0.0}%"),
                .. labelled ? (string[])[classes[g] ?? ""] : [],
                .. rows.Traits is { } traits ? (string[])[traits[g].Count == 0 ? "nothing" : string.Join("; ", traits[g])] : [],
            ];
            table.Add(cells);
        }
        string chosen = rows.Found.Tried.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $", their number found among 1 to {rows.Found.Tried[^1].Groups}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{rows.Groups.Count:N0} rows in {rows.Sizes.Count} group{(rows.Sizes.Count == 1 ? "" : "s")} in {path}{chosen}\n{table.Render(context.IsTerminal)}");
    }

    /// <summary>The classes that most rows of a group have, with their shares; null where there are none.</summary>
    private static string? Mostly(DataSet data, GroupedRows rows, int group)
    {
        const int shown = 3;
        if (data.Labels is not { } labels)
        {
            return null;
        }
        var known = Enumerable.Range(0, labels.Length).Where(i => rows.Groups[i] == group && labels[i] >= 0).GroupBy(i => labels[i]).Select(g => (Label: g.Key, Count: g.Count())).OrderByDescending(g => g.Count).ThenBy(g => g.Label).ToArray();
        int all = known.Sum(k => k.Count);
        return all == 0 ? null : string.Join(", ", known.Take(shown).Select(k => string.Create(CultureInfo.InvariantCulture, $"{(k.Label < data.LabelNames?.Count ? data.LabelNames[k.Label] : k.Label)} {100.0 * k.Count / all:0}%")));
    }
}
