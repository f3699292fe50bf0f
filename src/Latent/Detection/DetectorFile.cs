using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Files;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Detection;

/// <summary>Keeps a detector in a safetensors file: its settings and columns as JSON in the metadata, the rest as tensors.</summary>
internal static class DetectorFile
{
    private const string Key = "detector";

    public static void Write(DetectorState state, SafetensorsWriter writer)
    {
        AnomalyDetectorOptions o = state.Options;
        writer.Metadata[Key] = new JsonObject
        {
            ["members"] = state.Members.Count,
            ["references"] = state.Members[0].References,
            ["neighbours"] = o.Neighbours,
            ["latent"] = state.Members[0].Latent,
            ["hidden"] = o.Hidden,
            ["steps"] = o.Steps,
            ["batch"] = o.BatchSize,
            ["learning_rate"] = o.LearningRate,
            ["contamination"] = o.Contamination,
            ["folds"] = o.Folds,
            ["held"] = o.Held,
            ["most_rows"] = o.MostRows,
            ["samples"] = o.Samples,
            ["score"] = o.Score.ToString(),
            ["seed"] = o.Seed.ToString(CultureInfo.InvariantCulture),
            ["columns"] = TableSchemaText.ToTree(state.Schema),
        }.ToJsonString();
        Add(writer, "scaling", state.Scaling.Parameters);
        for (int m = 0; m < state.Members.Count; m++)
        {
            foreach ((string name, Tensor tensor) in state.Members[m].Parameters.State)
            {
                Add(writer, Member(m, name), tensor);
            }
        }
        foreach (AnomalyScore score in Enum.GetValues<AnomalyScore>())
        {
            float[] scores = state.Calibration(score).Scores.ToArray();
            writer.Add(Calibration(score), new Shape(scores.Length), scores);
        }
    }

    /// <summary>The detector in a file; null if it holds none.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public static DetectorState? Read(SafetensorsReader reader, string path)
    {
        if (!reader.Metadata.TryGetValue(Key, out string? text))
        {
            return null;
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return Read(document.RootElement, reader, path);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InputException($"{path}: its detector's settings cannot be read; copy the file again or fit the detector again.", e);
        }
    }

    private static DetectorState Read(JsonElement json, SafetensorsReader reader, string path)
    {
        var schema = TableSchemaText.FromTree(json.GetProperty("columns"));
        var options = new AnomalyDetectorOptions
        {
            Members = json.GetProperty("members").GetInt32(),
            References = json.GetProperty("references").GetInt32(),
            Neighbours = json.GetProperty("neighbours").GetInt32(),
            Latent = json.GetProperty("latent").GetInt32(),
            Hidden = json.GetProperty("hidden").GetInt32(),
            Steps = json.GetProperty("steps").GetInt32(),
            BatchSize = json.GetProperty("batch").GetInt32(),
            LearningRate = json.GetProperty("learning_rate").GetDouble(),
            Contamination = json.GetProperty("contamination").GetDouble(),
            Folds = json.TryGetProperty("folds", out JsonElement folds) ? folds.GetInt32() : 0,
            Held = json.GetProperty("held").GetDouble(),
            MostRows = json.GetProperty("most_rows").GetInt32(),
            Samples = json.GetProperty("samples").GetInt32(),
            Score = Enum.Parse<AnomalyScore>(json.GetProperty("score").GetString()!),
            Seed = ulong.Parse(json.GetProperty("seed").GetString()!, CultureInfo.InvariantCulture),
        };
        options.Validate();
        var scaling = new RowScaling(schema);
        // Nothing is made that the file does not account for.
        long values = reader.Names.Where(n => n.StartsWith($"{Key}.", StringComparison.Ordinal)).Sum(n => (long)reader.Shape(n).Length);
        long needed = options.Members * ((long)options.References * (options.Latent + scaling.Width) + ((long)options.Hidden * 2 * (scaling.Width + options.Latent)));
        if (options.Latent == 0 || needed > values)
        {
            throw new InputException($"{path}: its detector is smaller than its settings say; copy the file again or fit the detector again.");
        }
        Fill("scaling", scaling.Parameters);
        scaling.Restore();
        var members = new DetectorMember[options.Members];
        for (int m = 0; m < members.Length; m++)
        {
            members[m] = new DetectorMember(DetectorNetwork.Make(scaling.Width, options.Latent, options.Hidden, 1, new Rng(0)), options.References);
            foreach ((string name, Tensor tensor) in members[m].Parameters.State)
            {
                Fill(Member(m, name), tensor);
            }
            members[m].Restore();
        }
        var state = new DetectorState(options, scaling, members);
        foreach (AnomalyScore score in Enum.GetValues<AnomalyScore>())
        {
            state.Calibrate(score, new ConformalCalibration(Tensor(Calibration(score), null)));
        }
        return state;

        void Fill(string name, Tensor tensor) => tensor.Set(Tensor(name.StartsWith(Key, StringComparison.Ordinal) ? name : $"{Key}.{name}", tensor.Shape));

        float[] Tensor(string name, Shape? shape)
        {
            if (!reader.Contains(name) || (shape is { } wanted && reader.Shape(name) != wanted) || reader.Shape(name).Length == 0)
            {
                throw new InputException($"{path} lacks the tensor '{name}' of its detector, or has it in another shape; copy the file again or fit the detector again.");
            }
            float[] read = new float[reader.Shape(name).Length];
            reader.ReadSingles(name, read);
            return Array.TrueForAll(read, float.IsFinite) ? read : throw new InputException($"{path}: the tensor '{name}' holds values that are not finite; copy the file again or fit the detector again.");
        }
    }

    private static void Add(SafetensorsWriter writer, string name, Tensor tensor) => writer.Add(name.StartsWith(Key, StringComparison.Ordinal) ? name : $"{Key}.{name}", tensor.Shape, tensor.ToArray());

    private static string Member(int member, string name) => string.Create(CultureInfo.InvariantCulture, $"{Key}.member.{member}.{name}");

    private static string Calibration(AnomalyScore score) => $"{Key}.calibration.{score.ToString().ToLowerInvariant()}";
}
