using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Evaluation;
using Latent.Reports;
using Latent.Tables;

namespace Latent.Cli.Commands;

/// <summary>latent map: rows as points of a plane, near each other where they are alike.</summary>
internal static class MapCommand
{
    private const int Neighbours = 12;
    private static readonly string[] s_methods = ["tsne", "pca"];

    private static readonly Option<string> s_out = Typed.Out("A picture (.png), a page with names and axes (.html), or the places of all rows (.csv).");
    private static readonly Option<string?> s_method = Typed.Text("--method", "NAME", "tsne, which keeps neighbours together, or pca, which keeps large distances. Default: tsne.");
    private static readonly Option<string?> s_colour = Typed.Text("--color", "COLUMN", "What colours say: a column of a table, also one that the model does not see; 'class', or a factor of data that have such. Default: the classes, where there are some.");
    private static readonly Option<double?> s_perplexity = Typed.Number("--perplexity", "P", "How many neighbours count for a row in tsne, roughly. Default: 30.", 1, 1000);

    public static Command Create(CommandHost host) =>
        host.Handle(Map, new Command("map", "Draw rows as points of a plane, near each other where they are alike.") { RunInput.Run, RunInput.OwnData, s_out, s_method, s_colour, s_perplexity }.ReadsQuery().ReadsData());

    private static void Map(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "png", "html", "csv"), method = Method(parsed);
        RunInput run = RunInput.Open(parsed, context);
        Embedder.RequireVectors(run.Model.Model);
        (DataSet data, string split, MapColour colour) = MapColour.Open(run, parsed.GetValue(RunInput.OwnData), parsed.GetValue(s_colour));
        float[] latents = LatentRows.Encode(run, data, context);
        int size = run.Model.Model.LatentSize;
        float[] points = method == "pca" ? Pca(latents, size, data) : Tsne(latents, size, parsed.GetValue(s_perplexity), context);
        double? trust = data.Count > 4 ? Trustworthiness.Of(latents, size, points, Math.Min(Neighbours, (data.Count - 1) / 2)) : null;
        (int[] Labels, IReadOnlyList<string>? Names)? drawn = colour.Drawn();
        var map = new LatentMap
        {
            Title = colour.Name is null ? "Map of the latent space" : $"Map of the latent space, coloured by {colour.Name}",
            Points = points,
            Labels = drawn?.Labels,
            LabelNames = drawn?.Names,
            Amounts = colour.Amounts,
            XLabel = method == "pca" ? "first principal component" : "t-SNE, first",
            YLabel = method == "pca" ? "second principal component" : "t-SNE, second",
        };
        Write(path, format, map, colour, run);
        context.Finish(
            new JsonObject
            {
                ["run"] = run.Directory.Path,
                ["data"] = data.Name,
                ["split"] = split,
                ["out"] = path,
                ["rows"] = data.Count,
                ["method"] = method,
                ["color"] = colour.Name,
                ["trustworthiness"] = JsonText.Number(trust),
                ["legend"] = new JsonArray([.. map.Legend.Select(entry => new JsonObject { ["name"] = entry.Name, ["color"] = entry.Colour.ToString() })]),
            },
            Text(path, data, map, colour, trust));
    }

    private static string Method(ParseResult parsed)
    {
        string method = (parsed.GetValue(s_method) ?? s_methods[0]).ToLowerInvariant().Replace("-", "", StringComparison.Ordinal);
        if (!s_methods.Contains(method))
        {
            throw new InputException($"--method is '{parsed.GetValue(s_method)}'; it can be {string.Join(" or ", s_methods)}.");
        }
        return method == "tsne" || parsed.GetValue(s_perplexity) is null ? method : throw new InputException("--perplexity is for --method tsne; leave it out.");
    }

    private static float[] Pca(float[] latents, int size, DataSet data)
    {
        const int largest = 1024;
        return data.Count < 2 ? throw new InputException("A map is made of two rows or more, and there is one; give more rows.")
            : size > largest ? throw new InputException($"The latents have {size} values, too many for --method pca, which takes {largest} at most; leave it out.")
            : PrincipalComponents.Fit(latents, size).Project(latents);
    }

    private static float[] Tsne(float[] latents, int size, double? perplexity, CommandContext context)
    {
        using WorkProgress progress = context.Progress("mapping");
        var usual = new TSneOptions();
        return TSne.Map(latents, size, usual with
        {
            Perplexity = perplexity ?? usual.Perplexity,
            Seed = (ulong)(context.Seed ?? 0),
            Progress = progress.Report,
            Cancellation = context.Cancellation,
        });
    }

    private static void Write(string path, string format, LatentMap map, MapColour colour, RunInput run)
    {
        switch (format)
        {
            case "png":
                map.Draw().SavePng(path);
                break;
            case "html":
                new HtmlPage(map.Title, "latent map", run.Directory.Path).Add(map.Render()).Save(path);
                break;
            default:
                string[] columns = ["row", "x", "y", .. colour.Name is { } name ? (string[])[name is "row" or "x" or "y" ? $"{name}_2" : name] : []];
                using (TableWriter writer = TableSources.Create(path, columns))
                {
                    for (int i = 0; i < map.Points.Count / 2; i++)
                    {
                        writer.Write((long)i);
                        writer.Write(map.Points[2 * i].ToString(CultureInfo.InvariantCulture));
                        writer.Write(map.Points[(2 * i) + 1].ToString(CultureInfo.InvariantCulture));
                        if (colour.Name is not null)
                        {
                            writer.Write(colour.Text(i));
                        }
                        writer.EndRow();
                    }
                    writer.Complete();
                }
                break;
        }
    }

    private static string Text(string path, DataSet data, LatentMap map, MapColour colour, double? trust)
    {
        string legend = colour.Name is null ? "" : $"\ncoloured by {colour.Name}: {string.Join(", ", map.Legend.Select(entry => $"{entry.Name} {entry.Colour}"))}";
        string figure = trust is { } t ? string.Create(CultureInfo.InvariantCulture, $"; trustworthiness {t:0.000}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{data.Count:N0} rows on the map in {path}{figure}{legend}");
    }
}
