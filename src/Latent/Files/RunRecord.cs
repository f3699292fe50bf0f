using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Latent.Data;
using Latent.Tables;

namespace Latent.Files;

/// <summary>What a run was asked for and, when it has ended, what came of it: the file run.json.</summary>
public sealed record RunRecord
{
    /// <summary>The command that does the run again.</summary>
    public required string Command { get; init; }

    /// <summary>The data: a known name, or the full path of a file; of a query, the database.</summary>
    public required string Data { get; init; }

    /// <summary>The database that the rows came from, as its connection was given but for the password; null for other data.</summary>
    public string? From { get; init; }

    /// <summary>The query that gave the rows; null for other data.</summary>
    public string? Query { get; init; }

    /// <summary>How the table was said to be written; null if nothing was said.</summary>
    public CsvOptions? Csv { get; init; }

    /// <summary>The columns of a text table that was taken as plain rows of numbers, in their order; null for other data. Of other tables the model knows its columns itself.</summary>
    public string[]? PlainColumns { get; init; }

    /// <summary>What rows were taken for, if that was said.</summary>
    public string? As { get; init; }

    /// <summary>Which array of an archive was read, if that was said.</summary>
    public string? Array { get; init; }

    /// <summary>Where the classes of the rows were found, if that was said.</summary>
    public string? Label { get; init; }

    /// <summary>The part of the data that was trained on, if that was said.</summary>
    public string? Split { get; init; }

    /// <summary>Which rows were taken, if that was said: 0..1600.</summary>
    public string? Rows { get; init; }

    /// <summary>How many rows made a sequence, if that was said.</summary>
    public int? Window { get; init; }

    /// <summary>What volumes were cut or padded to, if that was said: 32x48x32.</summary>
    public string? VolumeSize { get; init; }

    /// <summary>The share of rows set aside to watch the bound on.</summary>
    public double Validation { get; init; }

    /// <summary>How many rows were taken at most.</summary>
    public int? Limit { get; init; }

    /// <summary>One line of JSON that is equal for equal trainings: recipe, schema and data.</summary>
    public required string Identity { get; init; }

    /// <summary>Where it ran.</summary>
    public string Machine { get; init; } = "";

    /// <summary>What came of it; null while it has not ended.</summary>
    public RunResult? Result { get; init; }

    /// <summary>The identity of a training.</summary>
    /// <param name="model">The model, fresh.</param>
    /// <param name="train">The rows that it learns from.</param>
    public static string IdentityOf(TrainedModel model, RowSource train)
    {
        ArgumentNullException.ThrowIfNull(model);
        var identity = (JsonObject)JsonNode.Parse(model.Identity)!;
        identity["data"] = DataIdentity.Of(train);
        return identity.ToJsonString();
    }

    /// <summary>Whether these are the rows that the run learned from.</summary>
    public bool LearnedFrom(RowSource train) => JsonNode.DeepEquals(Parse(Identity)?["data"], DataIdentity.Of(train));

    /// <summary>The first thing in which another training differs from this one, in words: "model.latent is 16 there and 8 here"; null if there is none.</summary>
    /// <param name="identity">The other training's identity ("here").</param>
    public string? Difference(string identity)
    {
        JsonNode? there = Parse(Identity), here = Parse(identity);
        return Difference("", there, here);
    }

    /// <summary>Writes the record in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.WriteText(path, JsonSerializer.Serialize(this, RunJson.Default.RunRecord) + "\n");

    /// <summary>Reads a record; null if there is no such file.</summary>
    /// <exception cref="InputException">The file is no record.</exception>
    public static RunRecord? Load(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), RunJson.Default.RunRecord) ?? throw new JsonException("empty");
        }
        catch (JsonException e)
        {
            throw new InputException($"{path} is damaged: it is not the record of a run. Remove it, or train anew in another folder.", e);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(path, e);
        }
    }

    private static string? Difference(string path, JsonNode? there, JsonNode? here)
    {
        if (JsonNode.DeepEquals(there, here))
        {
            return null;
        }
        if (there is JsonObject left && here is JsonObject right)
        {
            return left.Select(p => p.Key).Union(right.Select(p => p.Key))
                .Select(key => Difference(path.Length == 0 ? key : $"{path}.{key}", left[key], right[key]))
                .First(difference => difference is not null);
        }
        string name = path.StartsWith("recipe.", StringComparison.Ordinal) ? path["recipe.".Length..] : path;
        return path == "data" ? "its rows are others" : $"{name} is {Shown(there)} there and {Shown(here)} here";
    }

    private static string Shown(JsonNode? value)
    {
        string text = value?.ToJsonString().Replace('"', '\'') ?? "absent";
        return text.Length > 60 ? text[..60] + "..." : text;
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What came of a run. Figures in nats per row.</summary>
public sealed record RunResult
{
    /// <summary>Epochs trained, the last perhaps in part.</summary>
    public int Epochs { get; init; }

    /// <summary>Updates made.</summary>
    public long Steps { get; init; }

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; init; }

    /// <summary>Rows trained on.</summary>
    public int Rows { get; init; }

    /// <summary>Numbers that were learned.</summary>
    public long Parameters { get; init; }

    /// <summary>Which rows the figures are of: test, validation or train.</summary>
    public string EvaluatedOn { get; init; } = "";

    /// <summary>Reconstruction - KL.</summary>
    public double? Elbo { get; init; }

    /// <summary>E[log p(x|z)].</summary>
    public double? Reconstruction { get; init; }

    /// <summary>KL(q(z|x) || p(z)).</summary>
    public double? Kl { get; init; }

    /// <summary>Latent dimensions in use.</summary>
    public int ActiveUnits { get; init; }

    /// <summary>All latent dimensions.</summary>
    public int Latent { get; init; }

    /// <summary>The bound over the validation rows; null without such rows.</summary>
    public double? ValidationElbo { get; init; }

    /// <summary>The bound over the test rows; null without such rows.</summary>
    public double? TestElbo { get; init; }

    /// <summary>Steps skipped because something was not finite.</summary>
    public long Skipped { get; init; }

    /// <summary>Whether the validation bound ended the training.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>Whether the time limit ended the training, so that it can go on.</summary>
    public bool OutOfTime { get; init; }

    /// <summary>The checksum of the model's file.</summary>
    public string ModelSha256 { get; init; } = "";

    /// <summary>The mean of the posterior means along every dimension.</summary>
    public IReadOnlyList<float> LatentMeans { get; init; } = [];

    /// <summary>Their deviation along every dimension.</summary>
    public IReadOnlyList<float> LatentDeviations { get; init; } = [];
}

/// <summary>JSON of run records, generated when the library is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, WriteIndented = true)]
[JsonSerializable(typeof(RunRecord))]
internal sealed partial class RunJson : JsonSerializerContext;
