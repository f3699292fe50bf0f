using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Composition;

namespace Latent.Tables;

/// <summary>Schemas as trees for model files, and as YAML for people.</summary>
public static class TableSchemaText
{
    private static readonly string[] s_keys = ["kind", "levels", "minimum", "maximum", "location", "scale", "decimals", "format", "parts", "atoms", "least", "note"];

    /// <summary>The whole schema.</summary>
    public static JsonArray ToTree(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return new JsonArray([.. schema.Columns.Select(column =>
        {
            JsonObject tree = Tree(column);
            tree.Insert(0, "name", column.Name);
            return (JsonNode)tree;
        })]);
    }

    /// <summary>A schema from its tree.</summary>
    /// <exception cref="InputException">It is no schema's.</exception>
    internal static TableSchema FromTree(JsonElement columns)
    {
        List<Column> read = [];
        foreach (JsonElement column in columns.EnumerateArray())
        {
            var one = new Column(column.GetProperty("name").GetString()!, Kind(column.GetProperty("kind").GetString()!, "the schema"))
            {
                Levels = Texts(column, "levels"),
                Minimum = Number(column, "minimum", 0),
                Maximum = Number(column, "maximum", 0),
                Least = Number(column, "least", 0),
                Location = Number(column, "location", 0),
                Scale = Number(column, "scale", 1),
                Decimals = column.TryGetProperty("decimals", out JsonElement digits) ? Math.Clamp(digits.GetInt32(), 0, 15) : null,
                Format = column.TryGetProperty("format", out JsonElement format) ? format.GetString() : null,
                Parts = [.. Texts(column, "parts").Select(part => Enum.Parse<DatePart>(part, ignoreCase: true))],
                Atoms = column.TryGetProperty("atoms", out JsonElement atoms) ? [.. atoms.EnumerateArray().Select(a => a.GetDouble())] : [],
                Note = column.TryGetProperty("note", out JsonElement note) ? note.GetString() : null,
            };
            bool sound = one.Scale > 0 && double.IsFinite(one.Scale) && double.IsFinite(one.Location) && (one.Kind is not ColumnKind.Bounded || one.Maximum > one.Minimum)
                && (one.Kind is not (ColumnKind.Binary or ColumnKind.Categorical or ColumnKind.Ordinal) || one.Levels.Count >= 2) && (one.Kind is not ColumnKind.Date || one.Format is not null);
            read.Add(sound ? one : throw new FormatException());
        }
        return new TableSchema(read);
    }

    /// <summary>The schema for people to read and change: a line a column.</summary>
    public static string ToYaml(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var columns = new JsonObject();
        foreach (Column column in schema.Columns)
        {
            JsonObject tree = Tree(column);
            // These are taken from the rows, whatever the kind is changed to.
            foreach (string key in (string[])["location", "scale", "decimals", "format", "parts", "atoms", "least"])
            {
                tree.Remove(key);
            }
            if (column.Kind is not ColumnKind.Bounded)
            {
                tree.Remove("minimum");
                tree.Remove("maximum");
            }
            if (column.Kind is not ColumnKind.Ordinal)
            {
                tree.Remove("levels");
            }
            columns[column.Name] = tree;
        }
        return "columns:\n" + string.Concat(columns.Select(pair => $"  {YamlTree.Quoted(pair.Key)}: {{ {string.Join(", ", ((JsonObject)pair.Value!).Select(p => $"{p.Key}: {YamlTree.Scalar(p.Value)}"))} }}\n"));
    }

    /// <summary>What a YAML file says of columns: <c>columns: { age: { kind: count }, city: ignored }</c>.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="InputException">It is not YAML, or says what no column has.</exception>
    public static IReadOnlyDictionary<string, ColumnSetting> Parse(string text, string source)
    {
        JsonObject tree = YamlTree.Parse(text, source);
        if (tree["columns"] is not JsonObject columns || tree.Count > 1)
        {
            throw new InputException($"{source} is no schema: it must hold the key 'columns' with the names of columns below it, and nothing else.");
        }
        var settings = new Dictionary<string, ColumnSetting>();
        foreach ((string name, JsonNode? value) in columns)
        {
            settings[name] = value is JsonValue kind && kind.GetValueKind() is JsonValueKind.String
                ? new ColumnSetting(Kind(kind.GetValue<string>(), $"{source}: the column '{name}'"))
                : value is JsonObject said ? Setting(said, name, source) : throw new InputException($"{source}: the column '{name}' has neither a kind nor settings; write {name}: real, or {name}: {{ kind: real }}.");
        }
        return settings;
    }

    private static ColumnSetting Setting(JsonObject said, string name, string source)
    {
        string where = $"{source}: the column '{name}'";
        foreach (string key in said.Select(pair => pair.Key))
        {
            if (!s_keys.Contains(key))
            {
                throw new InputException($"{where} has the unknown key '{key}'{NearestName.Hint(key, s_keys)}");
            }
        }
        return new ColumnSetting(Kind(said["kind"]?.ToString() ?? throw new InputException($"{where} has no kind."), where))
        {
            Levels = said["levels"] is JsonArray levels ? [.. levels.Select(level => level!.ToString())] : null,
            Minimum = End("minimum"),
            Maximum = End("maximum"),
        };

        double? End(string key) => said[key] is not { } node ? null
            : node is JsonValue value && value.TryGetValue(out double number) ? number : throw new InputException($"{where}: '{key}' must be a number.");
    }

    private static ColumnKind Kind(string text, string where)
    {
        string[] names = [.. Enum.GetNames<ColumnKind>().Select(n => n.ToLowerInvariant())];
        int at = Array.IndexOf(names, text);
        return at >= 0 ? Enum.GetValues<ColumnKind>()[at] : throw new InputException($"{where} has the unknown kind '{text}'{NearestName.Hint(text, names)} There are {string.Join(", ", names)}.");
    }

    private static JsonObject Tree(Column column)
    {
        var tree = new JsonObject { ["kind"] = column.Kind.ToString().ToLowerInvariant() };
        if (column.Levels.Count > 0)
        {
            tree["levels"] = new JsonArray([.. column.Levels.Select(level => (JsonNode)level)]);
        }
        if (column.Kind is ColumnKind.Real or ColumnKind.Positive or ColumnKind.Count or ColumnKind.Bounded or ColumnKind.Date)
        {
            (tree["minimum"], tree["maximum"], tree["location"], tree["scale"]) = (column.Minimum, column.Maximum, column.Location, column.Scale);
        }
        if (column.Least > 0)
        {
            tree["least"] = column.Least;
        }
        if (column.Atoms.Count > 0)
        {
            tree["atoms"] = new JsonArray([.. column.Atoms.Select(a => (JsonNode)a)]);
        }
        if (column.Decimals is { } digits)
        {
            tree["decimals"] = digits;
        }
        if (column.Format is { } format)
        {
            tree["format"] = format;
        }
        if (column.Parts.Count > 0)
        {
            tree["parts"] = new JsonArray([.. column.Parts.Select(part => (JsonNode)part.ToString().ToLowerInvariant())]);
        }
        if (column.Note is { } note)
        {
            tree["note"] = note;
        }
        return tree;
    }

    private static string[] Texts(JsonElement column, string key) => column.TryGetProperty(key, out JsonElement array) ? [.. array.EnumerateArray().Select(e => e.GetString()!)] : [];

    private static double Number(JsonElement column, string key, double usual) => column.TryGetProperty(key, out JsonElement number) ? number.GetDouble() : usual;
}
