using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Evaluation.Tables;

namespace Latent.Cli;

/// <summary>What is said of new rows of a table.</summary>
internal static class SyntheticFigures
{
    private const int MostColumns = 5;

    public static void AddTo(FigureTable table, SyntheticQuality quality)
    {
        table.Add("new rows", quality.Rows)
            .Add("column distance", quality.MeanColumnDistance, $", farthest: {string.Join(", ", quality.ColumnDistances.OrderByDescending(c => c.Distance).Take(MostColumns).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Column} {c.Distance:0.000}")))}")
            .Add("association error", quality.AssociationError, ", mean over pairs of columns")
            .Add("learned from real", quality.Utility.Count == 0 ? null : string.Join(", ", quality.Utility.Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Column} {u.Real:P1}"))))
            .Add("learned from new", quality.Utility.Count == 0 ? null : string.Join(", ", quality.Utility.Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Column} {u.Synthetic:P1}"))))
            .Add("copies", string.Create(CultureInfo.InvariantCulture, $"{quality.Copies} of training rows; of as many held-out rows {quality.HeldOutCopies:0.#} are"))
            .Add("nearer to training", quality.NearerToTraining, " of new rows than to held-out rows; 0.5 tells nothing of single rows");
    }

    public static JsonObject Tree(SyntheticQuality quality) => new()
    {
        ["rows"] = quality.Rows,
        ["column_distance"] = JsonText.Number(quality.MeanColumnDistance),
        ["columns"] = new JsonObject(quality.ColumnDistances.Select(c => KeyValuePair.Create(c.Column, (JsonNode?)JsonText.Number(c.Distance)))),
        ["association_error"] = JsonText.Number(quality.AssociationError),
        ["utility"] = new JsonObject(quality.Utility.Select(u => KeyValuePair.Create(u.Column, (JsonNode?)new JsonObject { ["real"] = JsonText.Number(u.Real), ["synthetic"] = JsonText.Number(u.Synthetic) }))),
        ["copies"] = quality.Copies,
        ["held_out_copies"] = JsonText.Number(quality.HeldOutCopies),
        ["nearer_to_training"] = JsonText.Number(quality.NearerToTraining),
    };
}
