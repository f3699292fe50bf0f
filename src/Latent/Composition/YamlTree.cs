using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Latent.Composition;

/// <summary>YAML (of which JSON is a part) read into and written from a JSON tree, without reflection.</summary>
public static class YamlTree
{
    private const int MaxDepth = 32;

    /// <summary>Reads a document whose root is a group of keys.</summary>
    /// <param name="text">The document.</param>
    /// <param name="source">What to call it in errors: a file's name.</param>
    /// <exception cref="InputException">It is not YAML, or its root is something else.</exception>
    public static JsonObject Parse(string text, string source)
    {
        try
        {
            RequirePlain(text, source);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && Convert(stream.Documents[0].RootNode, source) is JsonObject root)
            {
                return root;
            }
        }
        catch (YamlException e)
        {
            throw new InputException($"{source} is not a recipe: line {e.Start.Line}: {e.InnerException?.Message ?? e.Message}", e);
        }
        throw new InputException($"{source} is not a recipe: it must hold one document with keys such as 'recipe:' or 'model:'.");
    }

    /// <summary>Refuses what a recipe has no use for and a hostile one would: deep nesting, and aliases, which make much of little.</summary>
    private static void RequirePlain(string text, string source)
    {
        var parser = new Parser(new StringReader(text));
        for (int depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth)
            {
                throw new InputException($"{source} is not a recipe: its groups are nested more than {MaxDepth} deep.");
            }
            if (parser.Current is AnchorAlias)
            {
                throw new InputException($"{source} is not a recipe: line {parser.Current.Start.Line} has an alias, which recipes do not have; write the value itself.");
            }
        }
    }

    /// <summary>Reads one value, as on the right of a colon: 3, true, relu, [200, 200].</summary>
    /// <exception cref="InputException">It is not YAML.</exception>
    public static JsonNode? ParseValue(string text, string source) => Parse($"value: {text}", source)["value"]?.DeepClone();

    /// <summary>Writes a tree as YAML: short lists on one line, keys in their order.</summary>
    public static string Write(JsonObject tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var text = new StringBuilder();
        Write(tree, "", text);
        return text.ToString();
    }

    private static void Write(JsonObject tree, string indent, StringBuilder text)
    {
        foreach ((string key, JsonNode? value) in tree)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}{key}:");
            if (value is JsonObject { Count: > 0 } branch)
            {
                text.Append('\n');
                Write(branch, indent + "  ", text);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $" {Scalar(value)}\n");
            }
        }
    }

    internal static string Scalar(JsonNode? value) => value switch
    {
        JsonArray array => $"[{string.Join(", ", array.Select(Scalar))}]",
        JsonValue v when v.GetValueKind() is JsonValueKind.String => Quoted(v.GetValue<string>()),
        null => "null",
        _ => value.ToJsonString(),
    };

    internal static string Quoted(string text) =>
        text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') && Plain(text).GetValueKind() is JsonValueKind.String
            ? text
            : JsonValue.Create(text).ToJsonString();

    private static JsonNode? Convert(YamlNode node, string source)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                var tree = new JsonObject();
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    if (key is not YamlScalarNode { Value: { } name })
                    {
                        throw new InputException($"{source} is not a recipe: line {key.Start.Line} has a key that is not a text.");
                    }
                    tree[name] = Convert(value, source);
                }
                return tree;
            case YamlSequenceNode sequence:
                return new JsonArray([.. sequence.Children.Select(child => Convert(child, source))]);
            case YamlScalarNode { Value: { } text } scalar:
                return scalar.Style is ScalarStyle.Plain ? Plain(text) : JsonValue.Create(text);
            default:
                return null;
        }
    }

    private static JsonValue Plain(string text) => text switch
    {
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
