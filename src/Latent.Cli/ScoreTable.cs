using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Data;
using Latent.Evaluation.Images;

namespace Latent.Cli;

/// <summary>How near several ways of restoring rows come to what they should be.</summary>
/// <param name="width">How many values a row has.</param>
internal sealed class ScoreTable(int width)
{
    private readonly List<(string Name, string Variant, RestorationScore Score)> _scores = [];

    /// <summary>Adds what one way made of some rows.</summary>
    public void Add(string name, ReadOnlySpan<float> wanted, ReadOnlySpan<float> restored) => AddOfBest(name, "", wanted, restored);

    /// <summary>Adds what one variant of a way made of some rows; only the best is told.</summary>
    public void AddOfBest(string name, string variant, ReadOnlySpan<float> wanted, ReadOnlySpan<float> restored)
    {
        RestorationScore? score = _scores.FirstOrDefault(s => s.Name == name && s.Variant == variant).Score;
        if (score is null)
        {
            score = new RestorationScore(width);
            _scores.Add((name, variant, score));
        }
        score.Add(wanted, restored);
    }

    /// <summary>Says what was measured: decibels where values lie in [0, 1], else squared errors.</summary>
    public void Write(JsonObject document, FigureTable table, DataSchema schema)
    {
        var scores = new JsonObject();
        foreach (var way in _scores.GroupBy(s => s.Name))
        {
            (string name, string variant, RestorationScore score) = way.MinBy(s => s.Score.MeanSquaredError);
            var entry = new JsonObject { ["mean_squared_error"] = JsonText.Number(score.MeanSquaredError) };
            if (schema.IsUnitInterval)
            {
                entry["psnr"] = JsonText.Number(score.Decibels);
                entry["psnr_mean_of_rows"] = JsonText.Number(score.MeanDecibels);
                table.Add(name, string.Create(CultureInfo.InvariantCulture, $"{score.Decibels:0.00} dB; mean over rows {score.MeanDecibels:0.00} dB{(variant.Length > 0 ? $", at {variant}" : "")}"));
            }
            else
            {
                table.Add(name, score.MeanSquaredError);
            }
            scores[name.Replace(' ', '_')] = entry;
        }
        document["rows_measured"] = _scores.Count > 0 ? _scores[0].Score.Rows : 0;
        document["scores"] = scores;
    }
}
