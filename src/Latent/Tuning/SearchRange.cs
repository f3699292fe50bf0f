using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Composition;

namespace Latent.Tuning;

/// <summary>
/// The values that a setting may take in a search: all from one number to another, or one of a few. In a recipe's
/// <c>tune</c> it is <c>{ from: 1e-4, to: 1e-2, scale: log }</c> or <c>[64, 128, 256]</c>.
/// </summary>
public sealed record SearchRange
{
    private const string Log = "log", Linear = "linear";
    private const double WideFrom = 10;
    private static readonly string[] s_keys = ["from", "to", "scale"];

    private SearchRange(string path) => Path = path;

    /// <summary>The setting: <c>training.learning-rate</c>.</summary>
    public string Path { get; }

    /// <summary>The values there are to choose from; empty for a range of numbers.</summary>
    public IReadOnlyList<JsonNode> Choices { get; private init; } = [];

    /// <summary>The least number.</summary>
    public double From { get; private init; }

    /// <summary>The greatest number.</summary>
    public double To { get; private init; }

    /// <summary>Whether equal ratios are equally likely rather than equal differences.</summary>
    public bool IsLogarithmic { get; private init; }

    /// <summary>Whether the setting takes whole numbers alone.</summary>
    public bool IsWhole { get; internal init; }

    /// <summary>All numbers from one to another.</summary>
    /// <param name="path">The setting.</param>
    /// <param name="from">The least.</param>
    /// <param name="to">The greatest.</param>
    /// <param name="logarithmic">Whether equal ratios are equally likely; null if they are where the range is ten times as wide as its beginning.</param>
    /// <exception cref="InputException">The path is no path to a setting, or there are no numbers between these.</exception>
    public static SearchRange Between(string path, double from, double to, bool? logarithmic = null)
    {
        SearchRange range = new(Checked(path)) { From = from, To = to, IsLogarithmic = logarithmic ?? (from > 0 && to >= WideFrom * from) };
        if (!double.IsFinite(from) || !double.IsFinite(to) || from >= to)
        {
            throw new InputException(FormattableString.Invariant($"The range of {path} goes from {from} to {to}; the first number must be the smaller one."));
        }
        return range.IsLogarithmic && from <= 0
            ? throw new InputException(FormattableString.Invariant($"The range of {path} begins at {from}, and a logarithmic one must begin above 0; take the scale linear, or another beginning."))
            : range;
    }

    /// <summary>One of a few values.</summary>
    /// <exception cref="InputException">The path is no path to a setting, or there are fewer than two values.</exception>
    public static SearchRange OneOf(string path, params IEnumerable<JsonNode> choices)
    {
        SearchRange range = new(Checked(path)) { Choices = [.. choices] };
        return range.Choices.Count >= 2 ? range : throw new InputException($"The choices for {path} are {range.Choices.Count}; name at least two.");
    }

    /// <summary>Reads what a recipe says.</summary>
    /// <exception cref="InputException">It is neither a range nor a list.</exception>
    public static SearchRange Read(string path, JsonNode? value)
    {
        switch (value)
        {
            case JsonArray choices when choices.All(choice => choice is not null):
                return OneOf(path, choices.Select(choice => choice!.DeepClone()));
            case JsonObject range:
                if (range.Select(pair => pair.Key).FirstOrDefault(key => !s_keys.Contains(key)) is { } unknown)
                {
                    throw new InputException($"The range of {path} has an unknown key '{unknown}'{NearestName.Hint(unknown, s_keys)} Known are {string.Join(", ", s_keys)}.");
                }
                return Between(path, Number(path, "from", range["from"]), Number(path, "to", range["to"]), range["scale"] switch
                {
                    null => null,
                    JsonValue scale when scale.GetValueKind() is JsonValueKind.String && scale.GetValue<string>() is Log or Linear => scale.GetValue<string>() == Log,
                    JsonNode other => throw new InputException($"The range of {path} has the scale {other.ToJsonString()}; it can be {Log} or {Linear}."),
                });
            default:
                throw new InputException($"The range of {path} is {value?.ToJsonString() ?? "empty"}; write {{ from: 1, to: 10 }} or a list of choices.");
        }
    }

    /// <summary>Reads what a person writes: <c>training.learning-rate=1e-4..1e-2</c>, <c>training.batch=64,128</c>, or a range as in a recipe.</summary>
    /// <exception cref="InputException">It is none of these.</exception>
    public static SearchRange Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] sides = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (sides.Length < 2 || sides[1].Length == 0)
        {
            throw new InputException($"'{text}' is not a range; write training.learning-rate=1e-4..1e-2, or training.batch=64,128,256.");
        }
        (string path, string value) = (sides[0], sides[1]);
        if (value.StartsWith('{'))
        {
            return Read(path, YamlTree.ParseValue(value, text));
        }
        string[] ends = value.Split("..");
        return ends.Length == 2 && Number(ends[0]) is { } from && Number(ends[1]) is { } to
            ? Between(path, from, to)
            : ends.Length > 1 ? throw new InputException($"'{text}' is not a range; its ends must be numbers, as in training.learning-rate=1e-4..1e-2.")
            : Read(path, YamlTree.ParseValue($"[{value}]", text));
    }

    /// <summary>The value at a share of the way, from 0 up to but not with 1; numbers that are not whole have three digits, which is as much as anybody wants to read.</summary>
    public JsonNode At(double share)
    {
        if (Choices.Count > 0)
        {
            return Choices[Math.Min(Choices.Count - 1, (int)(share * Choices.Count))].DeepClone();
        }
        // Whole numbers share the range out evenly, the last one too.
        double end = IsWhole ? To + 1 : To;
        double value = IsLogarithmic ? From * Math.Pow(end / From, share) : From + (share * (end - From));
        value = IsWhole ? Math.Floor(value) : double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return JsonValue.Create(Math.Clamp(value, From, To));
    }

    /// <summary>The range as a recipe says it.</summary>
    public JsonNode ToJson() => Choices.Count > 0
        ? new JsonArray([.. Choices.Select(choice => choice.DeepClone())])
        : new JsonObject { ["from"] = From, ["to"] = To, ["scale"] = IsLogarithmic ? Log : Linear };

    private static string Checked(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        string? objection = path switch
        {
            "training.epochs" => "it is what trials compete for; set it for all of them",
            "training.seed" => "luck is not a setting; set one for all trials",
            "data.binarize" or "data.labels" => "trials with other data cannot be compared; set it for all of them",
            _ when !path.Contains('.') || path.Split('.').Any(string.IsNullOrWhiteSpace) => "it is not a path to a setting such as model.latent",
            _ => null,
        };
        return objection is null ? path : throw new InputException($"'{path}' cannot be searched: {objection}.");
    }

    private static double Number(string path, string key, JsonNode? value) =>
        value is JsonValue number && number.GetValueKind() is JsonValueKind.Number ? number.GetValue<double>() : throw new InputException($"The range of {path} needs a number '{key}'{(value is null ? "" : $", not {value.ToJsonString()}")}; write {{ from: 1, to: 10 }}.");

    private static double? Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
