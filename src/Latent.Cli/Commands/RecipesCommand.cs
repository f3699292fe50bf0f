using System.CommandLine;
using System.Text.Json.Nodes;
using Latent.Composition;
using Latent.Data;
using Latent.Tensors;
using Latent.Tuning;

namespace Latent.Cli.Commands;

/// <summary>latent recipes: the models that have names.</summary>
internal static class RecipesCommand
{
    private static readonly Argument<string?> s_name = Typed.Optional("NAME", "Print this recipe in full, as YAML to start from.");
    private static readonly Option<string?> s_for = Typed.Text("--for", "DATA", "Fill the recipe in for these data. Default: grey images of 28 x 28.");

    public static Command Create(CommandHost host) =>
        host.Handle(Show, new Command("recipes", "List the recipes, or print one in full.") { s_name, s_for }.ReadsData(limit: false));

    private static void Show(ParseResult parsed, CommandContext context)
    {
        if (parsed.GetValue(s_name) is { } name)
        {
            context.UseEngine();
            DataSchema schema = parsed.GetValue(s_for) is { } data
                ? DataSchema.Of(DataInput.Open(data, DataInput.Options(parsed), context))
                : new DataSchema("images", DataKind.Image, new Shape(28, 28), 0, 1, EightBit: true);
            Recipe opened = Recipe.Open(name);
            ComposedModel composed = opened.Compose(schema);
            var settings = (JsonObject)composed.Settings.DeepClone();
            settings["tune"] = SearchSpace.Of(opened, composed).ToJson();
            context.Finish(settings, YamlTree.Write(settings).TrimEnd('\n'));
            return;
        }
        var table = new FigureTable();
        var list = new JsonArray();
        foreach (NamedRecipe recipe in Recipes.All)
        {
            table.Add(recipe.Name, $"{recipe.Summary} ({recipe.Paper})");
            list.Add((JsonNode)new JsonObject { ["name"] = recipe.Name, ["paper"] = recipe.Paper, ["summary"] = recipe.Summary });
        }
        context.Finish(new JsonObject { ["recipes"] = list }, table.ToString());
    }
}
