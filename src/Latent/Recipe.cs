using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Bounds;
using Latent.Composition;
using Latent.Data;
using Latent.Layers;
using Latent.Likelihoods;
using Latent.Penalties;
using Latent.Posteriors;
using Latent.Priors;
using Latent.Tensors;
using Latent.Training;
using Latent.Tuning;

namespace Latent;

/// <summary>
/// Everything that makes a model and its training, as a tree of settings that can be written down: <c>recipe</c> (the
/// name it starts from), <c>data</c>, <c>model</c> and <c>training</c>, and beside them <c>tune</c>: how far a search may
/// change them.
/// </summary>
public sealed class Recipe
{
    private const string TuneKey = "tune";

    private const int QuickSteps = 600, FewestQuickSteps = 60, QuickRow = 1024;

    private readonly JsonObject _tree;

    /// <exception cref="InputException">Its <c>tune</c> is no group of ranges.</exception>
    private Recipe(JsonObject tree)
    {
        _tree = tree;
        if (tree.Remove(TuneKey, out JsonNode? tune))
        {
            Tune = SearchSpace.Read(tune!);
        }
    }

    /// <summary>The name of the recipe that this one starts from.</summary>
    public string Name => _tree["recipe"]!.GetValue<string>();

    /// <summary>The seed that this recipe gives training; 0 if it says none.</summary>
    public ulong Seed => _tree["training"] is JsonObject training && training["seed"] is JsonValue seed && seed.TryGetValue(out double number) && number >= 0 ? (ulong)number : 0;

    /// <summary>The ranges that it declares for a search; null if it leaves them to the library. They are no part of the model.</summary>
    public SearchSpace? Tune { get; private init; }

    /// <summary>A named recipe as it is.</summary>
    /// <exception cref="InputException">There is none of this name.</exception>
    public static Recipe Named(string name)
    {
        NamedRecipe named = Recipes.Find(name);
        JsonObject tree = YamlTree.Parse(named.Yaml, named.Name);
        tree.Insert(0, "recipe", named.Name);
        return new Recipe(tree);
    }

    /// <summary>A recipe from its text: a named one (<c>recipe: vae</c>) with what the text changes.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="InputException">It is not YAML, or names a recipe that does not exist.</exception>
    public static Recipe Parse(string text, string source)
    {
        JsonObject changes = YamlTree.Parse(text, source);
        JsonNode? name = changes["recipe"];
        if (name is not null && name.GetValueKind() is not JsonValueKind.String)
        {
            throw new InputException($"{source}: 'recipe' must be the name of a recipe, not {name.ToJsonString()}.");
        }
        JsonObject tree = Named(name?.GetValue<string>() ?? "vae")._tree;
        Merge(tree, changes);
        return new Recipe(tree);
    }

    /// <summary>The recipe of this name or in this file.</summary>
    /// <exception cref="InputException">There is neither, or the file is not a recipe.</exception>
    public static Recipe Open(string nameOrFile)
    {
        ArgumentNullException.ThrowIfNull(nameOrFile);
        if (!File.Exists(nameOrFile))
        {
            bool looksLikeFile = Path.GetExtension(nameOrFile) is ".yaml" or ".yml" or ".json";
            return looksLikeFile ? throw new InputException($"There is no recipe file {nameOrFile}.") : Named(nameOrFile);
        }
        if (new FileInfo(nameOrFile).Length > 1 << 20)
        {
            throw new InputException($"{nameOrFile} is too large for a recipe: more than a megabyte.");
        }
        return Parse(File.ReadAllText(nameOrFile), nameOrFile);
    }

    /// <summary>This recipe with one setting changed.</summary>
    /// <param name="path">Where: <c>model.latent</c>.</param>
    /// <param name="value">What, as on the right of a colon in YAML: <c>32</c>, <c>[200, 200]</c>, <c>gaussian</c>.</param>
    /// <exception cref="InputException">The path is empty, or the value is not YAML.</exception>
    public Recipe With(string path, string value)
    {
        ArgumentNullException.ThrowIfNull(path);
        string[] keys = path.Split('.');
        if (keys.Any(string.IsNullOrWhiteSpace))
        {
            throw new InputException($"'{path}' is not a path to a setting; write it like model.latent=32.");
        }
        if (keys[0] == "recipe")
        {
            throw new InputException("A recipe cannot become another by a setting; start from the other one by its name.");
        }
        if (keys[0] == TuneKey)
        {
            throw new InputException("The ranges of a search are no settings; name them with --range, or in a recipe's file.");
        }
        JsonNode? change = YamlTree.ParseValue(value, $"{path}={value}");
        for (int i = keys.Length - 1; i >= 0; i--)
        {
            change = new JsonObject { [keys[i]] = change };
        }
        var tree = (JsonObject)_tree.DeepClone();
        Merge(tree, (JsonObject)change!);
        return new Recipe(tree) { Tune = Tune };
    }

    /// <summary>This recipe with one number changed.</summary>
    public Recipe With(string path, double value) => With(path, value.ToString("R", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>This recipe for a first look: with the few epochs that its name is known for, or, where it counts steps, at most 600 of them, fewer for rows of more than 1,024 values.</summary>
    /// <param name="rowLength">How many values a row has.</param>
    public Recipe Quick(int rowLength) => _tree["training"] is JsonObject training && training["steps"] is JsonValue steps && steps.TryGetValue(out double count) && count > 0 && training["epochs"] is null
        ? With("training.steps", Math.Min(count, Math.Clamp(QuickSteps * QuickRow / Math.Max(1, rowLength), FewestQuickSteps, QuickSteps)))
        : With("training.epochs", Recipes.Find(Name).QuickEpochs);

    /// <summary>Builds the model for some data.</summary>
    /// <param name="schema">What the data are.</param>
    /// <param name="rows">The training rows, to learn how to standardise from; null to build a model whose preparation is known.</param>
    /// <param name="preparation">The preparation of a model that is loaded; null to choose one.</param>
    /// <param name="penalties">Penalties of the caller's own, after those that the recipe names; null for none. They stand in no file: a model that is loaded has none of them.</param>
    /// <exception cref="InputException">A setting is unknown or makes no sense, or the parts do not fit each other or the data.</exception>
    public Composition.ComposedModel Compose(DataSchema schema, RowSource? rows = null, Preparation? preparation = null, IReadOnlyList<Penalty>? penalties = null) =>
        Composer.Compose(_tree, schema, rows, preparation, penalties: penalties);

    /// <summary>Builds the model of a file that holds this many weights.</summary>
    internal Composition.ComposedModel Compose(DataSchema schema, Preparation preparation, long weights) =>
        Composer.Compose(_tree, schema, null, preparation, weights);

    /// <summary>The settings that this recipe makes, as YAML; defaults that it says nothing of are left out.</summary>
    public string ToYaml() => YamlTree.Write(_tree);

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach ((string key, JsonNode? value) in changes)
        {
            // A part of another kind starts afresh: the settings of the old kind would be unknown to it.
            bool samePart = value is JsonObject group && target[key] is JsonObject old
                && (group["kind"] is null || JsonNode.DeepEquals(group["kind"], old["kind"]));
            if (samePart)
            {
                Merge((JsonObject)target[key]!, (JsonObject)value!);
            }
            else if (value is JsonObject changed && target[key] is JsonValue name && changed["kind"] is null && name.GetValueKind() is JsonValueKind.String)
            {
                var part = (JsonObject)changed.DeepClone();
                part.Insert(0, "kind", name.DeepClone());
                target[key] = part;
            }
            else
            {
                target[key] = value?.DeepClone();
            }
        }
    }
}
