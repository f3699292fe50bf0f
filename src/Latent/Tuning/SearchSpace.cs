using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Composition;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Tuning;

/// <summary>The settings that a search may change, and how far.</summary>
public sealed class SearchSpace
{
    private const double RateDown = 10, RateUp = 5;

    // Where the width of a network is said, whatever its kind.
    private static readonly string[] s_widths = ["model.hidden", "model.network.channels", "model.network.width"];

    /// <summary>A space of these ranges.</summary>
    /// <exception cref="InputException">There are none, or two of one setting.</exception>
    public SearchSpace(params IEnumerable<SearchRange> ranges)
    {
        Ranges = [.. ranges];
        if (Ranges.Count == 0)
        {
            throw new InputException("There is nothing to search: name a range, such as training.learning-rate=1e-4..1e-2.");
        }
        if (Ranges.GroupBy(r => r.Path).FirstOrDefault(group => group.Count() > 1) is { Key: var twice })
        {
            throw new InputException($"There are two ranges of {twice}; name one.");
        }
    }

    /// <summary>The ranges, in their order.</summary>
    public IReadOnlyList<SearchRange> Ranges { get; }

    /// <summary>What has to be known to read the scores, a sentence each.</summary>
    public IReadOnlyList<string> Notes => [.. Ranges
        .Where(r => r.Path is "model.likelihood" or "model.likelihood.kind")
        .Select(r => $"{r.Path} is searched, and bounds of one likelihood are nats of densities and of another nats of probabilities: they can be compared only within one of the two.")];

    /// <summary>The space that a recipe declares, fitted to it, or else the usual one: learning rate, latent size, width and batch. A beta is none: the bound that trials are judged by is highest where it is 1.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="composed">What it makes of the data.</param>
    /// <param name="rows">How many rows there are to learn from; null if that is not known.</param>
    /// <exception cref="InputException">A range is of an unknown setting, or of values that it does not take.</exception>
    public static SearchSpace Of(Recipe recipe, ComposedModel composed, int? rows = null)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(composed);
        return recipe.Tune?.For(recipe, composed) ?? Usual(recipe, composed, rows).For(recipe, composed);
    }

    /// <summary>Reads the group <c>tune</c> of a recipe.</summary>
    /// <exception cref="InputException">It is no group of ranges.</exception>
    public static SearchSpace Read(JsonNode tune) => tune is JsonObject group
        ? new SearchSpace(group.Select(pair => SearchRange.Read(pair.Key, pair.Value)))
        : throw new InputException($"The recipe's 'tune' must be a group of ranges such as training.batch: [64, 128], not {tune?.ToJsonString() ?? "empty"}.");

    /// <summary>This space with the nature of every setting found out: whether it exists, takes the values at the ends, and takes fractions.</summary>
    /// <exception cref="InputException">A setting is unknown, or does not take an end of its range; the message says which.</exception>
    public SearchSpace For(Recipe recipe, ComposedModel composed)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(composed);
        return new SearchSpace(Ranges.Select(range =>
        {
            foreach (JsonNode value in range.Choices.Count > 0 ? range.Choices : [JsonValue.Create(range.From), JsonValue.Create(range.To)])
            {
                if (Objection(recipe, composed, range.Path, value) is { } objection)
                {
                    throw new InputException($"{range.Path} cannot be {value.ToJsonString()}: {objection}");
                }
            }
            // Between whole ends the setting itself is asked whether it takes fractions.
            bool wholeEnds = range.Choices.Count == 0 && Math.Floor(range.From) == range.From && Math.Floor(range.To) == range.To;
            return range with { IsWhole = wholeEnds && Objection(recipe, composed, range.Path, JsonValue.Create(range.From + 0.5)) is not null };
        }));
    }

    /// <summary>A value for every setting, by its path.</summary>
    public JsonObject Draw(Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        return new JsonObject(Ranges.Select(range => KeyValuePair.Create<string, JsonNode?>(range.Path, range.At(rng.Split(range.Path).NextDouble()))));
    }

    /// <summary>The space as a recipe says it.</summary>
    public JsonObject ToJson() => new(Ranges.Select(range => KeyValuePair.Create<string, JsonNode?>(range.Path, range.ToJson())));

    /// <summary>The setting at a path of a tree; null if there is none.</summary>
    public static JsonNode? Find(JsonObject tree, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        JsonNode? node = tree;
        foreach (string key in path.Split('.'))
        {
            node = (node as JsonObject)?[key];
        }
        return node;
    }

    private static SearchSpace Usual(Recipe recipe, ComposedModel composed, int? rows)
    {
        // Read anew, so that all numbers are of one type.
        var settings = (JsonObject)JsonNode.Parse(composed.Settings.ToJsonString())!;
        double rate = composed.Training.LearningRate.Initial;
        int batch = composed.Training.BatchSize, latent = composed.Model.LatentSize;
        var ranges = new List<SearchRange> { SearchRange.Between("training.learning-rate", rate / RateDown, rate * RateUp, logarithmic: true) };
        Choose("model.latent", new[] { 0.25, 0.5, 1, 2, 4 }.Select(factor => Scaled(Find(settings, "model.latent"), factor)));
        if (s_widths.FirstOrDefault(path => Find(settings, path) is not null) is { } width)
        {
            Choose(width, new[] { 0.5, 1, 2 }.Select(factor => Scaled(Find(settings, width), factor)));
        }
        Choose("training.batch", new[] { batch / 2, batch, batch * 2, batch * 4 }.Where(n => n >= 1 && n <= (rows ?? int.MaxValue)).Select(n => (JsonNode)n));
        return new SearchSpace(ranges);

        // Sizes that the rest of the recipe does not go with are no choices: latents in groups, channels in groups.
        void Choose(string path, IEnumerable<JsonNode?> values)
        {
            JsonNode[] fitting = [.. values.OfType<JsonNode>().DistinctBy(v => v.ToJsonString()).Where(v => Objection(recipe, composed, path, v) is null)];
            if (fitting.Length >= 2)
            {
                ranges.Add(SearchRange.OneOf(path, fitting));
            }
        }
    }

    /// <summary>A size or a list of sizes, larger or smaller; null if they are no sizes then.</summary>
    private static JsonNode? Scaled(JsonNode? size, double factor) => size switch
    {
        JsonArray sizes => sizes.Select(s => Scaled(s, factor)).ToArray() is var all && all.All(s => s is not null) ? new JsonArray(all) : null,
        JsonValue value when value.GetValueKind() is JsonValueKind.Number && Math.Floor(value.GetValue<double>() * factor) is >= 1 and var scaled => JsonValue.Create(scaled),
        _ => null,
    };

    private static string? Objection(Recipe recipe, ComposedModel composed, string path, JsonNode value)
    {
        try
        {
            recipe.With(path, value.ToJsonString()).Compose(composed.Schema, rows: null, composed.Preparation);
            return null;
        }
        catch (InputException e)
        {
            return e.Message;
        }
    }
}
