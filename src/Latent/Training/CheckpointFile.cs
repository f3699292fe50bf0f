using System.Text.Json;
using System.Text.Json.Serialization;
using Latent.Evaluation;
using Latent.Files;

namespace Latent.Training;

/// <summary>A training that can go on: weights, best weights, what the optimisers carry, and the position, in one safetensors file.</summary>
public static class CheckpointFile
{
    private const string PositionKey = "position";
    private const string RecipeKey = "recipe";

    /// <summary>Writes a checkpoint in one step: a crash leaves the old one or the new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">The state.</param>
    /// <param name="recipe">The recipe, to refuse another one's continuation.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Save(string path, TrainingState state, string recipe)
    {
        ArgumentNullException.ThrowIfNull(state);
        var writer = new SafetensorsWriter();
        writer.Metadata[RecipeKey] = recipe;
        writer.Metadata[PositionKey] = JsonSerializer.Serialize(Position.Of(state), CheckpointJson.Default.Position);
        foreach ((string name, Tensors.Shape shape, float[] values) in state.Tensors)
        {
            writer.Add(name, shape, values);
        }
        writer.Save(path);
    }

    /// <summary>The recipe that a checkpoint was written with.</summary>
    /// <exception cref="InputException">The file cannot be read or is no checkpoint.</exception>
    public static string ReadRecipe(string path)
    {
        using SafetensorsReader reader = SafetensorsReader.Open(path);
        return reader.Metadata.TryGetValue(RecipeKey, out string? recipe)
            ? recipe
            : throw new InputException($"{path} is not a checkpoint of a training: it says nothing of a recipe. Train anew in another folder.");
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="recipe">The recipe that training is to go on with.</param>
    /// <exception cref="InputException">The file cannot be read, is no checkpoint, or belongs to another recipe.</exception>
    public static TrainingState Load(string path, string recipe)
    {
        using SafetensorsReader reader = SafetensorsReader.Open(path);
        if (!reader.Metadata.TryGetValue(PositionKey, out string? json) || !reader.Metadata.TryGetValue(RecipeKey, out string? saved))
        {
            throw new InputException($"{path} is not a checkpoint of a training: it says nothing of a position. Train anew in another folder.");
        }
        if (saved != recipe)
        {
            throw new InputException($"{path} belongs to a training with another recipe, data or options; give the same ones to go on, or train anew in another folder.");
        }
        TrainingState state;
        long[] updates;
        try
        {
            Position position = JsonSerializer.Deserialize(json, CheckpointJson.Default.Position) is { IsSensible: true } read ? read : throw new JsonException("It is empty or contradicts itself.");
            state = position.ToState();
            updates = position.Updates;
        }
        catch (JsonException e)
        {
            throw new InputException($"{path} is damaged: its position cannot be read. Train anew in another folder.", e);
        }
        var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (string name in reader.Names)
        {
            float[] values = new float[reader.Shape(name).Length];
            reader.ReadSingles(name, values);
            tensors[name] = values;
        }
        state.Load(path, tensors, updates);
        return state;
    }

    /// <summary>The scalars of a state.</summary>
    internal sealed record Position
    {
        public long Step { get; init; }

        public int Epoch { get; init; }

        public int Row { get; init; }

        public long Skipped { get; init; }

        public int FailuresInARow { get; init; }

        public int Plateaus { get; init; }

        public int EpochsSinceBest { get; init; }

        public double? BestElbo { get; init; }

        public double Seconds { get; init; }

        public bool Finished { get; init; }

        public bool StoppedEarly { get; init; }

        public long SumRows { get; init; }

        public double SumReconstruction { get; init; }

        public double SumKl { get; init; }

        public required double[] LatentMeans { get; init; }

        public required double[] LatentSquares { get; init; }

        public required long[] Updates { get; init; }

        public required List<EpochRecord> History { get; init; }

        [JsonIgnore]
        public bool IsSensible => Step >= 0 && Epoch >= 0 && Row >= 0 && SumRows >= 0 && Skipped >= 0 && FailuresInARow >= 0
            && Plateaus >= 0 && EpochsSinceBest >= 0 && LatentMeans.Length == LatentSquares.Length && Updates.All(n => n >= 0) && History.TrueForAll(r => r is not null);

        public static Position Of(TrainingState s) => new()
        {
            Step = s.Step,
            Epoch = s.Epoch,
            Row = s.Row,
            Skipped = s.Skipped,
            FailuresInARow = s.FailuresInARow,
            Plateaus = s.Plateaus,
            EpochsSinceBest = s.EpochsSinceBest,
            BestElbo = double.IsFinite(s.BestElbo) ? s.BestElbo : null,
            Seconds = s.Seconds,
            Finished = s.Finished,
            StoppedEarly = s.StoppedEarly,
            SumRows = s.Sums.Rows,
            SumReconstruction = s.Sums.ReconstructionSum,
            SumKl = s.Sums.KlSum,
            LatentMeans = s.Sums.Latents?.Moments.Means ?? [],
            LatentSquares = s.Sums.Latents?.Moments.Squares ?? [],
            Updates = [.. s.Updates],
            History = s.History,
        };

        public TrainingState ToState() => new()
        {
            Step = Step,
            Epoch = Epoch,
            Row = Row,
            Skipped = Skipped,
            FailuresInARow = FailuresInARow,
            Plateaus = Plateaus,
            EpochsSinceBest = EpochsSinceBest,
            BestElbo = BestElbo ?? double.NegativeInfinity,
            Seconds = Seconds,
            Finished = Finished,
            StoppedEarly = StoppedEarly,
            Sums = new EpochSums
            {
                Rows = SumRows,
                ReconstructionSum = SumReconstruction,
                KlSum = SumKl,
                Latents = LatentMeans.Length > 0 ? new LatentStatistics(SumRows, LatentMeans, LatentSquares) : null,
            },
            History = History,
        };
    }
}

/// <summary>JSON of checkpoints and metrics, generated when the library is compiled.</summary>
[JsonSourceGenerationOptions(RespectNullableAnnotations = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointFile.Position))]
[JsonSerializable(typeof(EpochRecord))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
