using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Training;

namespace Latent.Reports;

/// <summary>One line of a comparison: what is compared, and what it is of every run.</summary>
/// <param name="Key">Its name for a program: <c>validation_elbo</c>, or a setting's path.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Values">A number or a text of every run; null where there is none.</param>
public sealed record ComparisonRow(string Key, string Name, IReadOnlyList<JsonNode?> Values)
{
    /// <summary>The runs of which it is best; empty where no value is better than another.</summary>
    public IReadOnlyList<int> Best { get; init; } = [];

    /// <summary>Whether it is a setting of the recipe.</summary>
    public bool IsSetting { get; init; }

    /// <summary>The value of a run as people read it.</summary>
    public string Text(int run) => Values[run] switch
    {
        null => "\u2013",
        JsonValue value when value.TryGetValue(out double number) => ValueText.Of(number, 5),
        JsonValue value when value.TryGetValue(out string? text) => text,
        JsonNode node => node.ToJsonString(),
    };
}

/// <summary>Runs side by side: what they are, where their settings differ, and how well each does.</summary>
public sealed class RunComparison
{
    // Those that have a line of their own.
    private static readonly string[] s_told = ["recipe", "training.seed", "model.latent"];

    private readonly List<ComparisonRow> _rows = [];
    private readonly bool _sameData;
    private readonly bool _sameRows;
    private readonly bool _sameMeasure;
    private readonly string[] _binarizations;

    /// <summary>Compares runs.</summary>
    public RunComparison(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        Runs = runs;
        _sameData = runs.DistinctBy(r => (r.Model.Schema.Name, r.Model.Schema.RowShape)).Count() == 1;
        _sameRows = _sameData && runs.DistinctBy(r => r.Rows).Count() == 1;
        bool measured = runs.Any(r => r.Evaluation is not null);
        _sameMeasure = runs.DistinctBy(r => r.Model.Model.Measure).Count() == 1;
        _binarizations = [.. runs.Select(r => r.Model.Preparation.Binarization.ToString().ToLowerInvariant()).Distinct()];
        bool sameNats = _sameMeasure && _binarizations.Length == 1;
        bool sameEvaluated = measured || (_sameData && runs.DistinctBy(r => r.Record?.Result?.EvaluatedOn).Count() == 1 && (_sameRows || runs[0].Record?.Result?.EvaluatedOn == "test"));
        Add("recipe", "recipe", r => Latent.Recipe.Parse(r.Model.Recipe, r.Name).Name);
        Add("data", "data", r => r.Model.Schema.Name);
        AddFigure("rows", "rows", r => r.Record?.Result?.Rows, higher: null);
        AddFigure("seed", "seed", r => r.Model.Composed.Training.Seed, higher: null);
        AddFigure("latent", "latent", r => r.Model.Model.LatentSize, higher: null);
        AddFigure("parameters", "parameters", r => TrainingRun.Size(r.Model.Model.Parameters), higher: null);
        AddSettings();
        AddFigure("epochs", "epochs", r => r.History.Count > 0 ? r.History[^1].Epoch : r.Record?.Result?.Epochs, higher: null);
        AddFigure("rows_per_second", "rows/s", r => r.RowsPerSecond is { } speed ? Math.Round(speed) : null, higher: true);
        AddFigure("validation_elbo", "validation elbo", r => r.ValidationElbo, _sameRows && sameNats ? true : null, isBound: true);
        Add("evaluated_on", "evaluated on", r => r.Evaluation is null ? r.Record?.Result?.EvaluatedOn : null);
        bool? higher = sameEvaluated && sameNats ? true : null;
        AddFigure("elbo", "elbo", r => measured ? r.Evaluation?.Elbo : r.Record?.Result?.Elbo, higher, isBound: true);
        AddFigure("log_likelihood", "log-likelihood", r => r.Evaluation?.LogLikelihood, higher);
        AddFigure("reconstruction", "reconstruction", r => measured ? r.Evaluation?.Reconstruction : r.Record?.Result?.Reconstruction, higher);
        AddFigure("kl", "kl", r => measured ? r.Evaluation?.Kl : r.Record?.Result?.Kl, null);
        AddFigure("active_units", "active units", r => measured ? r.Evaluation?.ActiveUnits : r.Record?.Result?.ActiveUnits, null);
        AddFigure("frechet_distance", "Fréchet distance", r => r.Samples?.FrechetDistance, higher: false);
        AddFigure("precision", "precision", r => r.Samples?.Coverage.Precision, higher: true);
        AddFigure("recall", "recall", r => r.Samples?.Coverage.Recall, higher: true);
        Notes = [.. Remarks(measured)];
    }

    /// <summary>The runs, in their order.</summary>
    public IReadOnlyList<ComparedRun> Runs { get; }

    /// <summary>The lines; those that are empty for all runs are left out. Figures are nats per row where nothing else is said.</summary>
    public IReadOnlyList<ComparisonRow> Rows => _rows;

    /// <summary>What has to be known to compare the figures, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The comparison as a program reads it.</summary>
    public JsonObject ToJson()
    {
        var runs = new JsonArray();
        for (int i = 0; i < Runs.Count; i++)
        {
            int run = i;
            var document = new JsonObject { ["run"] = Runs[i].Directory.Path };
            foreach (ComparisonRow row in _rows.Where(r => !r.IsSetting))
            {
                document[row.Key] = row.Values[i]?.DeepClone();
            }
            document["settings"] = new JsonObject(_rows.Where(r => r.IsSetting).Select(r => KeyValuePair.Create(r.Key, r.Values[run]?.DeepClone())));
            runs.Add((JsonNode)document);
        }
        return new JsonObject
        {
            ["runs"] = runs,
            ["best"] = new JsonObject(_rows.Where(r => r.Best.Count > 0).Select(r => KeyValuePair.Create<string, JsonNode?>(r.Key, new JsonArray([.. r.Best.Select(i => (JsonNode)Runs[i].Directory.Path)])))),
            ["notes"] = new JsonArray([.. Notes.Select(n => (JsonNode)n)]),
        };
    }

    private void AddSettings()
    {
        Dictionary<string, JsonNode?>[] settings = [.. Runs.Select(r => Leaves("", r.Model.Composed.Settings).ToDictionary())];
        foreach (string path in settings.SelectMany(s => s.Keys).Distinct().Except(s_told))
        {
            JsonNode?[] values = [.. settings.Select(s => s.GetValueOrDefault(path))];
            if (values.DistinctBy(v => v?.ToJsonString()).Count() > 1)
            {
                // Read anew, so that all numbers are of one type.
                _rows.Add(new ComparisonRow(path, path, [.. values.Select(v => v is null ? null : JsonNode.Parse(v.ToJsonString()))]) { IsSetting = true });
            }
        }
    }

    private void Add(string key, string name, Func<ComparedRun, string?> value) =>
        Add(new ComparisonRow(key, name, [.. Runs.Select(r => value(r) is { Length: > 0 } text ? (JsonNode)text : null)]));

    /// <param name="key">As in <see cref="ComparisonRow"/>.</param>
    /// <param name="name">As in <see cref="ComparisonRow"/>.</param>
    /// <param name="value">The figure.</param>
    /// <param name="higher">Whether higher values are better, or lower ones; null if neither are, or if they cannot be compared.</param>
    /// <param name="isBound">Whether it is a bound only for models with a density, so that others are not in the running.</param>
    private void AddFigure(string key, string name, Func<ComparedRun, double?> value, bool? higher, bool isBound = false)
    {
        double?[] values = [.. Runs.Select(r => value(r) is { } number && double.IsFinite(number) ? number : (double?)null)];
        int[] running = [.. Enumerable.Range(0, values.Length).Where(i => values[i] is not null && (!isBound || Runs[i].Model.Model.HasDensity || Runs.All(r => !r.Model.Model.HasDensity)))];
        double? best = higher is true ? running.Max(i => values[i]) : running.Min(i => values[i]);
        int[] marked = [.. running.Where(i => values[i] == best)];
        bool tells = higher is not null && running.Length > marked.Length;
        Add(new ComparisonRow(key, name, [.. values.Select(v => v is { } number ? JsonValue.Create(number) : null)]) { Best = tells ? marked : [] });
    }

    private void Add(ComparisonRow row)
    {
        if (row.Values.Any(v => v is not null))
        {
            _rows.Add(row);
        }
    }

    private IEnumerable<string> Remarks(bool measured)
    {
        if (!_sameData)
        {
            string names = string.Join(", ", Runs.Select(r => $"{r.Model.Schema.Name} {r.Model.Schema.RowShape}").Distinct());
            yield return measured ? $"The runs were trained on different data ({names})." : $"The runs were trained on different data ({names}): their figures cannot be compared, and none is marked as the best; --data measures all of them on the same rows.";
        }
        else if (!_sameRows)
        {
            yield return $"The runs were trained on different rows of {Runs[0].Model.Schema.Name}, or it is not known on which: bounds over their validation rows cannot be compared.";
        }
        if (!_sameMeasure)
        {
            yield return $"The likelihoods measure different things ({string.Join(", ", Runs.Select(Likelihood).Distinct())}): their nats cannot be compared, and none is marked as the best.";
        }
        if (_binarizations.Length > 1)
        {
            yield return $"The rows were binarised in different ways ({string.Join(", ", _binarizations)}): nats cannot be compared, and none is marked as the best.";
        }
        if (Runs.Any(r => !r.Model.Model.HasDensity) && Runs.Any(r => r.Model.Model.HasDensity))
        {
            yield return $"{string.Join(", ", Runs.Where(r => !r.Model.Model.HasDensity).Select(r => r.Name))}: without a density there is no KL, and the elbo is the reconstruction alone, which is no bound.";
        }
    }

    private static string Likelihood(ComparedRun run) => run.Model.Composed.Settings["model"]?["likelihood"]?["kind"]?.ToString() ?? "";

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Leaves(string path, JsonObject tree) => tree.SelectMany(pair =>
    {
        string full = path.Length == 0 ? pair.Key : $"{path}.{pair.Key}";
        return pair.Value is JsonObject branch ? Leaves(full, branch) : [KeyValuePair.Create<string, JsonNode?>(full, pair.Value)];
    });
}
