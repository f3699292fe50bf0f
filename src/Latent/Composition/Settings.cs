using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Training;

namespace Latent.Composition;

/// <summary>
/// A branch of a recipe, read by those who compose a model. Every key that is asked for is remembered with its value or
/// its default, so that unknown keys can be refused by name and the recipe can be written out in full.
/// </summary>
public sealed class Settings
{
    private readonly JsonObject _given;
    private readonly string _path;
    private readonly JsonObject _effective = [];
    private readonly List<Settings> _branches = [];

    /// <summary>The root of a recipe.</summary>
    public Settings(JsonObject given)
        : this(given, "")
    {
    }

    private Settings(JsonObject given, string path)
    {
        _given = given;
        _path = path;
    }

    /// <summary>All that was asked for, defaults filled in.</summary>
    public JsonObject Effective => (JsonObject)_effective.DeepClone();

    /// <summary>Whether the recipe itself says anything about this key.</summary>
    public bool Has(string key) => _given.ContainsKey(key);

    /// <summary>A branch; empty if the recipe has none of this name.</summary>
    /// <exception cref="InputException">There is something else of this name.</exception>
    public Settings Branch(string key)
    {
        JsonObject given = _given[key] switch
        {
            null => [],
            JsonObject branch => branch,
            _ => throw Wrong(key, "a group of settings", _given[key]),
        };
        return Follow(key, given);
    }

    /// <summary>
    /// A part: a branch with a key <c>kind</c> that names it. A bare text stands for the kind alone; left out, it is
    /// <paramref name="kind"/>.
    /// </summary>
    public Settings Part(string key, string kind)
    {
        JsonObject given = _given[key] switch
        {
            null => new JsonObject { ["kind"] = kind },
            JsonObject branch => branch,
            JsonValue text when text.GetValueKind() is JsonValueKind.String => new JsonObject { ["kind"] = text.GetValue<string>() },
            _ => throw Wrong(key, "the name of a part, or a group of settings with a 'kind'", _given[key]),
        };
        return Follow(key, given);
    }

    /// <summary>
    /// Parts in a list, each as in <see cref="Part"/> but none without a kind; a single part is a list of one, and without
    /// any the list is empty. Errors call them <c>penalties[0]</c>, <c>penalties[1]</c> ...
    /// </summary>
    public IReadOnlyList<Settings> Parts(string key)
    {
        const string Wanted = "a list of parts, each the name of one or a group of settings with a 'kind'";
        JsonNode?[] items = _given[key] switch
        {
            null => [],
            JsonArray array => [.. array],
            JsonNode one => [one],
        };
        var effective = new JsonArray();
        var parts = new List<Settings>();
        foreach (JsonNode? item in items)
        {
            JsonObject given = item switch
            {
                JsonObject branch when branch.ContainsKey("kind") => branch,
                JsonValue text when text.GetValueKind() is JsonValueKind.String => new JsonObject { ["kind"] = text.GetValue<string>() },
                _ => throw Wrong(key, Wanted, item),
            };
            var part = new Settings(given, string.Create(CultureInfo.InvariantCulture, $"{Full(key)}[{parts.Count}]"));
            parts.Add(part);
            _branches.Add(part);
            effective.Add((JsonNode)part._effective);
        }
        _effective[key] = effective;
        return parts;
    }

    /// <summary>A text.</summary>
    public string Text(string key, string fallback) => Remember(key, _given[key] switch
    {
        null => fallback,
        JsonValue v when v.GetValueKind() is JsonValueKind.String => v.GetValue<string>(),
        _ => throw Wrong(key, "a text", _given[key]),
    }, static text => JsonValue.Create(text));

    /// <summary>A text that is one of a few.</summary>
    /// <exception cref="InputException">It is none of them; the message suggests the nearest.</exception>
    public T Choice<T>(string key, T fallback, IReadOnlyList<(string Name, T Value)> choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        string fallbackName = choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, fallback)).Name;
        string name = Text(key, fallbackName);
        foreach ((string candidate, T value) in choices)
        {
            if (candidate == name)
            {
                return value;
            }
        }
        throw new InputException($"The recipe's '{Full(key)}' is '{name}', which is unknown; did you mean '{NearestName.Of(name, choices.Select(c => c.Name))}'? It can be {string.Join(", ", choices.Select(c => c.Name))}.");
    }

    /// <summary>A number.</summary>
    public double Number(string key, double fallback) => Remember(key, ReadNumber(key, _given[key]) ?? fallback, static number => JsonValue.Create(number));

    /// <summary>A number that may change while training goes on: one number, or a group of kind constant, linear or cyclical.</summary>
    public Schedule Schedule(string key, double fallback)
    {
        if (_given[key] is null or JsonValue)
        {
            return Training.Schedule.Constant(Number(key, fallback));
        }
        Settings branch = Part(key, "constant");
        return branch.Choice("kind", "constant", [("constant", "constant"), ("linear", "linear"), ("cyclical", "cyclical")]) switch
        {
            "linear" => Training.Schedule.Linear(branch.Number("from", 0), branch.Number("to", fallback), branch.Positive("epochs", 10)),
            "cyclical" => Training.Schedule.Cyclical(branch.Number("from", 0), branch.Number("to", fallback), branch.Positive("period", 10), Math.Min(1, branch.Positive("rise", 0.5))),
            _ => Training.Schedule.Constant(branch.Number("value", fallback)),
        };
    }

    /// <summary>A number above zero.</summary>
    public double Positive(string key, double fallback) => Number(key, fallback) is > 0 and var number
        ? number
        : throw new InputException($"The recipe's '{Full(key)}' must be above 0.");

    /// <summary>A number from <paramref name="minimum"/> up to, but not with, <paramref name="limit"/>.</summary>
    public double Within(string key, double fallback, double minimum, double limit = double.PositiveInfinity) => Number(key, fallback) is var number && number >= minimum && number < limit
        ? number
        : throw new InputException(double.IsPositiveInfinity(limit)
            ? FormattableString.Invariant($"The recipe's '{Full(key)}' is {number}; it must be at least {minimum}.")
            : FormattableString.Invariant($"The recipe's '{Full(key)}' is {number}; it must be at least {minimum} and below {limit}."));

    /// <summary>A whole number of at least <paramref name="minimum"/> and at most <paramref name="maximum"/>.</summary>
    public int Integer(string key, int fallback, int minimum = int.MinValue, int maximum = int.MaxValue)
    {
        double number = Number(key, fallback);
        if (number != Math.Floor(number) || number < minimum || number > int.MaxValue)
        {
            throw new InputException(minimum == int.MinValue
                ? $"The recipe's '{Full(key)}' is {number.ToString(CultureInfo.InvariantCulture)}; it must be a whole number."
                : $"The recipe's '{Full(key)}' is {number.ToString(CultureInfo.InvariantCulture)}; it must be a whole number of at least {minimum}.");
        }
        return number <= maximum ? (int)number : throw new InputException(FormattableString.Invariant($"The recipe's '{Full(key)}' is {number}; it must be at most {maximum}."));
    }

    /// <summary>Yes or no.</summary>
    public bool Flag(string key, bool fallback) => Remember(key, _given[key] switch
    {
        null => fallback,
        JsonValue v when v.GetValueKind() is JsonValueKind.True or JsonValueKind.False => v.GetValue<bool>(),
        _ => throw Wrong(key, "true or false", _given[key]),
    }, static flag => JsonValue.Create(flag));

    /// <summary>A list of whole numbers, each at least 1; a single number is a list of one.</summary>
    public int[] Integers(string key, params int[] fallback)
    {
        int[] numbers = _given[key] switch
        {
            null => fallback,
            JsonArray array => [.. array.Select(item => Whole(key, item))],
            JsonNode one => [Whole(key, one)],
        };
        _effective[key] = new JsonArray([.. numbers.Select(n => (JsonNode)n)]);
        return numbers;
    }

    /// <summary>Refuses keys that nobody asked for.</summary>
    /// <exception cref="InputException">There is one; the message names it and the nearest that exists.</exception>
    public void RefuseUnknown()
    {
        foreach ((string key, _) in _given)
        {
            if (!_effective.ContainsKey(key))
            {
                string? nearest = NearestName.Of(key, _effective.Select(e => e.Key));
                throw new InputException($"The recipe has an unknown key '{Full(key)}'; {(nearest is null ? "nothing" : $"did you mean '{Full(nearest)}'? Known")} here: {string.Join(", ", _effective.Select(e => e.Key))}.");
            }
        }
        _branches.ForEach(b => b.RefuseUnknown());
    }

    private Settings Follow(string key, JsonObject given)
    {
        var branch = new Settings(given, Full(key));
        _branches.Add(branch);
        _effective[key] = branch._effective;
        return branch;
    }

    private T Remember<T>(string key, T value, Func<T, JsonNode?> write)
    {
        _effective[key] = write(value);
        return value;
    }

    private double? ReadNumber(string key, JsonNode? node) => node switch
    {
        null => null,
        JsonValue v when v.GetValueKind() is JsonValueKind.Number && double.IsFinite(v.GetValue<double>()) => v.GetValue<double>(),
        _ => throw Wrong(key, "a number", node),
    };

    private int Whole(string key, JsonNode? node)
    {
        double number = ReadNumber(key, node) ?? 0;
        return number == Math.Floor(number) && number is >= 1 and <= int.MaxValue ? (int)number : throw Wrong(key, "whole numbers of at least 1", node);
    }

    private string Full(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private InputException Wrong(string key, string wanted, JsonNode? found) =>
        new($"The recipe's '{Full(key)}' must be {wanted}, not {found?.ToJsonString() ?? "empty"}.");
}
