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
    private static readonly Option<string?> s_for = Typed.Text("--for", "DATA", "Fill the recipe in for these data. Default: grey images of 28 x 28; for recipes of other data, drawn ones.");
    private static readonly Option<string?> s_label = Typed.Text("--label", "NAME", "The column of DATA, or its array, that holds the classes the recipe tells or is told.");
    private static readonly Option<string?> s_target = Typed.Text("--target", "NAME", "The column of DATA, or its array, that holds the number the recipe tells.");

    public static Command Create(CommandHost host) =>
        host.Handle(Show, new Command("recipes", "List the recipes, or print one in full.") { s_name, s_for, s_label, s_target }.ReadsData(limit: false));

    private static void Show(ParseResult parsed, CommandContext context)
    {
        if (parsed.GetValue(s_name) is { } name)
        {
            context.UseEngine();
            Recipe opened = Recipe.Open(name);
            ComposedModel composed = opened.Compose(Schema(Recipes.Find(opened.Name), parsed, context));
            var settings = (JsonObject)composed.Settings.DeepClone();
            // What is printed says all sizes, and some go with few others only: the usual ranges are those of what is printed.
            Recipe searched = opened.Tune is null ? Recipe.Parse(settings.ToJsonString(), opened.Name) : opened;
            settings["tune"] = SearchSpace.Of(searched, composed).ToJson();
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

    /// <summary>What data the recipe is filled in for: those that were named, or such as it takes.</summary>
    private static DataSchema Schema(NamedRecipe recipe, ParseResult parsed, CommandContext context)
    {
        string? data = parsed.GetValue(s_for);
        if (data is null && recipe.Kinds.Contains(DataKind.Image))
        {
            return new DataSchema("images", DataKind.Image, new Shape(28, 28), 0, 1, EightBit: true) { Classes = [.. Enumerable.Range(0, 10).Select(i => $"{i}")] };
        }
        data ??= (recipe.Form switch
        {
            DataKind.Sequence => NamedDataSets.DrawnFilms,
            DataKind.Volume => NamedDataSets.DrawnBodies,
            _ => NamedDataSets.DrawnShapes,
        }).Name;
        (string? label, string? target) = TrainingInput.Told(data, recipe, parsed.GetValue(s_label), parsed.GetValue(s_target));
        return DataSchema.Of(DataInput.Open(data, TrainingInput.DataOf(recipe, parsed) with { LabelName = DataInput.LabelArray(label), TargetName = target }, context));
    }
}
