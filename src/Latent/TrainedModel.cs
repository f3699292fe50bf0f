using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Files;
using Latent.Samplers;
using Latent.Tables;
using Latent.Tensors;

namespace Latent;

/// <summary>
/// A model with everything needed to use it again: its recipe, what its data were and how they were prepared. One
/// safetensors file holds it all: the weights as tensors, the rest as JSON in the metadata. The same training gives the
/// same bytes.
/// </summary>
public sealed class TrainedModel
{
    private const string FormatKey = "format";
    private const string Format = "latent-1";
    private const string RecipeKey = "recipe";
    private const string SchemaKey = "schema";

    /// <summary>What a recipe made, trained or not.</summary>
    public TrainedModel(ComposedModel composed)
    {
        ArgumentNullException.ThrowIfNull(composed);
        Composed = composed;
    }

    /// <summary>The model and what it was made from.</summary>
    public ComposedModel Composed { get; }

    /// <summary>The model.</summary>
    public LatentModel Model => Composed.Model;

    /// <summary>What the data were.</summary>
    public DataSchema Schema => Composed.Schema;

    /// <summary>What is done to rows before the model sees them.</summary>
    public Preparation Preparation => Composed.Preparation;

    /// <summary>The recipe in full, as YAML.</summary>
    public string Recipe => YamlTree.Write(Composed.Settings);

    /// <summary>The recipe in full with the schema and preparation, as one line of JSON: equal for equal trainings.</summary>
    public string Identity => new JsonObject { [RecipeKey] = Composed.Settings.DeepClone(), [SchemaKey] = WriteSchema() }.ToJsonString();

    /// <summary>The samplers that were fitted to it.</summary>
    public FittedSamplers Samplers { get; } = new();

    /// <summary>The detector of anomalies that is kept with it; null if there is none.</summary>
    public AnomalyDetector? Detector { get; set; }

    /// <summary>Fits what draws latents, or rows of a table, to some rows, and keeps it with the model.</summary>
    /// <param name="name">Which; see <see cref="NamedSampler.All"/>.</param>
    /// <param name="rows">Rows that fit the model (see <see cref="DataSchema.Fit"/>): those that it was trained on.</param>
    /// <param name="options">How; null for seed 0.</param>
    /// <exception cref="InputException">There is none of this name, it is not for such models, or there are too few rows.</exception>
    public Sampler FitSampler(string name, RowSource rows, SamplerOptions? options = null) => Samplers.Fit(name, this, rows, options);

    /// <summary>Writes the model in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path)
    {
        var writer = new SafetensorsWriter();
        writer.Metadata[FormatKey] = Format;
        writer.Metadata[RecipeKey] = Composed.Settings.ToJsonString();
        writer.Metadata[SchemaKey] = WriteSchema().ToJsonString();
        foreach ((string name, Tensor tensor) in Model.Parameters.State)
        {
            writer.Add(name, tensor.Shape, tensor.ToArray());
        }
        Samplers.Write(writer);
        Detector?.Write(writer);
        writer.Save(path);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InputException">The file is missing, cut short, damaged or not a model of Latent's; nothing is allocated that its length does not account for.</exception>
    public static TrainedModel Load(string path)
    {
        using SafetensorsReader reader = SafetensorsReader.Open(path);
        if (!reader.Metadata.TryGetValue(FormatKey, out string? format) || !reader.Metadata.TryGetValue(RecipeKey, out string? recipe) || !reader.Metadata.TryGetValue(SchemaKey, out string? schema))
        {
            throw new InputException($"{path} is a safetensors file but not a model of Latent's: its metadata hold no recipe.");
        }
        if (format != Format)
        {
            throw new InputException($"{path} was written in the format '{format}'; this version reads '{Format}'. Use the version that wrote it, or train again.");
        }
        (DataSchema Schema, Preparation Preparation) data = ReadSchema(schema, path);
        ComposedModel composed;
        // Room for a tensor that is missing, which is told by its name below; none for a recipe out of all proportion.
        long limit = (16 * reader.Names.Sum(name => (long)reader.Shape(name).Length)) + (1 << 20);
        try
        {
            composed = Latent.Recipe.Parse(recipe, path).Compose(data.Schema, data.Preparation, limit);
        }
        catch (InputException e)
        {
            throw new InputException($"{path} cannot be used: {e.Message} The file may be damaged; copy it again or train again.", e);
        }
        foreach ((string name, Tensor tensor) in composed.Model.Parameters.State)
        {
            Fill(name, tensor);
        }
        var model = new TrainedModel(composed);
        model.Samplers.Read(reader, model, path, limit, Fill);
        model.Detector = AnomalyDetector.Read(reader, path);
        return model;

        void Fill(string name, Tensor tensor)
        {
            if (!reader.Contains(name))
            {
                throw new InputException($"{path} lacks the tensor '{name}' that its recipe needs; copy the file again or train again.");
            }
            if (reader.Shape(name) != tensor.Shape)
            {
                throw new InputException($"{path}: the tensor '{name}' has shape {reader.Shape(name)}; its recipe needs {tensor.Shape}. Copy the file again or train again.");
            }
            float[] values = new float[tensor.Length];
            reader.ReadSingles(name, values);
            if (values.Any(v => !float.IsFinite(v)))
            {
                throw new InputException($"{path}: the tensor '{name}' holds values that are not finite; copy the file again or train again.");
            }
            tensor.Set(values);
        }
    }

    private JsonObject WriteSchema()
    {
        JsonObject schema = new()
        {
            ["name"] = Schema.Name,
            ["kind"] = Schema.Kind.ToString().ToLowerInvariant(),
            ["row_shape"] = new JsonArray([.. Schema.RowShape.ToArray().Select(n => (JsonNode)n)]),
            ["minimum"] = Schema.Minimum,
            ["maximum"] = Schema.Maximum,
            ["eight_bit"] = Schema.EightBit,
            ["means"] = new JsonArray([.. Preparation.Means.Select(m => (JsonNode)m)]),
            ["deviations"] = new JsonArray([.. Preparation.Deviations.Select(d => (JsonNode)d)]),
            ["binarization"] = Preparation.Binarization.ToString().ToLowerInvariant(),
        };
        if (Schema.Classes.Count > 0)
        {
            schema["classes"] = new JsonArray([.. Schema.Classes.Select(c => (JsonNode)c)]);
        }
        if (Schema.Table is { } table)
        {
            schema["table"] = TableSchemaText.ToTree(table);
        }
        if (Schema.Target is { } target)
        {
            schema["target"] = target;
        }
        return schema;
    }

    private static (DataSchema Schema, Preparation Preparation) ReadSchema(string json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            int[] extents = [.. root.GetProperty("row_shape").EnumerateArray().Select(e => e.GetInt32())];
            float[] means = Floats(root.GetProperty("means")), deviations = Floats(root.GetProperty("deviations"));
            var shape = new Shape(extents);
            if (shape.Length == 0 || shape.Rank is 0 or > Shape.MaxRank - 2 || means.Length != deviations.Length || (means.Length > 0 && means.Length != shape.Length)
                || !means.All(float.IsFinite) || !deviations.All(d => float.IsFinite(1 / d) && d > 0 && float.IsFinite(d)))
            {
                throw Damaged(path, "its schema contradicts itself", null);
            }
            var schema = new DataSchema(
                root.GetProperty("name").GetString() ?? "",
                Known<DataKind>(root.GetProperty("kind")),
                shape,
                Number(root.GetProperty("minimum")),
                Number(root.GetProperty("maximum")),
                root.GetProperty("eight_bit").GetBoolean())
            {
                Classes = root.TryGetProperty("classes", out JsonElement classes) ? [.. classes.EnumerateArray().Select(c => c.GetString() ?? "")] : [],
                Target = root.TryGetProperty("target", out JsonElement target) ? target.GetString() : null,
                Table = root.TryGetProperty("table", out JsonElement table) ? TableSchemaText.FromTree(table) : null,
            };
            if (schema.Table is { } columns && columns.Width != shape.Length)
            {
                throw Damaged(path, "its columns do not make up its rows", null);
            }
            var binarization = Known<Binarization>(root.GetProperty("binarization"));
            return (schema, new Preparation(binarization, means, deviations));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or TensorException)
        {
            throw Damaged(path, "its schema cannot be read", e);
        }
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetSingle())];

    private static T Known<T>(JsonElement element)
        where T : struct, Enum =>
        Enum.TryParse(element.GetString(), ignoreCase: true, out T value) && Enum.IsDefined(value) ? value : throw new FormatException();

    private static float? Number(JsonElement element) => element.ValueKind is JsonValueKind.Null ? null : element.GetSingle();

    private static InputException Damaged(string path, string problem, Exception? cause) =>
        new($"{path} is damaged: {problem}. Copy the file again or train again.", cause!);
}
