using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent data make: draws a data set with known factors.</summary>
internal static class DataMakeCommand
{
    private const int UsualCount = 10_000;

    private static readonly Argument<string> s_name = Typed.Needed("NAME", "What to make: shapes, sprites, moving-shapes or volumes.");
    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many rows. Default: 10000.", 1);
    private static readonly Option<string> s_out = Typed.Out("An archive of images, factors and labels (.npz).");

    public static Command Create(CommandHost host) =>
        host.Handle(Make, new Command("make", "Draw a data set whose factors are known.") { s_name, s_count, s_out });

    private static void Make(ParseResult parsed, CommandContext context)
    {
        string name = parsed.GetRequiredValue(s_name), path = parsed.GetRequiredValue(s_out);
        RowOutput.Format(path, "npz");
        if (!NamedDataSets.TryFind(name, out NamedDataSet? set) || set.Draw is not { } draw)
        {
            throw new InputException($"'{name}' cannot be made; {string.Join(", ", NamedDataSets.All.Where(known => known.Draw is not null).Select(known => $"'{known.Name}'"))} can.");
        }
        int count = parsed.GetValue(s_count) ?? UsualCount, most = Array.MaxLength / set.RowShape.Length;
        if (count > most)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--count is {count}; at most {most} rows can be made at once."));
        }
        DataSet data = draw(count, context.Rng(set.Name));
        float[] images = new float[data.Count * data.RowShape.Length];
        data.Rows.Read([.. Enumerable.Range(0, data.Count)], images);
        using (var archive = new NpzWriter(path))
        {
            // The bytes that were drawn.
            archive.Add("images", Array.ConvertAll(images, value => (byte)((value * 255) + 0.5f)), data.RowShape.Prepend(data.Count));
            archive.Add("labels", data.Labels!, new Shape(data.Count));
            archive.Add("factors", data.Factors!, new Shape(data.Count, data.FactorNames.Count));
            archive.Complete();
        }
        context.Finish(
            new JsonObject { ["name"] = set.Name, ["out"] = path, ["rows"] = data.Count, ["row_shape"] = JsonText.Numbers(data.RowShape.ToArray()), ["factors"] = JsonText.Texts(data.FactorNames) },
            string.Create(CultureInfo.InvariantCulture, $"{data.Count:N0} rows in {path}, with labels and the factors {string.Join(", ", data.FactorNames)}"));
    }
}
