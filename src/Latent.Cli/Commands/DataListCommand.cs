using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Data;

namespace Latent.Cli.Commands;

/// <summary>latent data list: the data sets that have names.</summary>
internal static class DataListCommand
{
    public static Command Create(CommandHost host) =>
        host.Handle(List, new Command("list", "List the data sets that have names, and where they are.") { SharedOptions.DataDirectory });

    private static void List(ParseResult parsed, CommandContext context)
    {
        var options = new DataOptions { Directories = DataInput.Directories(parsed) };
        var table = new FigureTable();
        var list = new JsonArray();
        foreach (NamedDataSet set in NamedDataSets.All)
        {
            string? folder = NamedDataSets.Locate(set, options);
            bool made = set.Files.Count == 0;
            string where = made ? "made on the spot" : folder is null ? $"not here: latent data get {set.Name}" : $"in {folder}";
            table.Add(set.Name, string.Create(CultureInfo.InvariantCulture, $"{set.Summary}; {set.TrainCount:N0} rows to train, {set.TestCount:N0} to test; {where}"));
            list.Add((JsonNode)new JsonObject
            {
                ["name"] = set.Name,
                ["summary"] = set.Summary,
                ["row_shape"] = JsonText.Numbers(set.RowShape.ToArray()),
                ["train_rows"] = set.TrainCount,
                ["test_rows"] = set.TestCount,
                ["available"] = made || folder is not null,
                ["folder"] = folder,
            });
        }
        context.Finish(new JsonObject { ["data"] = list }, table.ToString());
    }
}
