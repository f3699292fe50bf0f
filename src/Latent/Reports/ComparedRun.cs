using System.Text.Json;
using System.Text.Json.Nodes;
using Latent.Evaluation;
using Latent.Evaluation.Images;
using Latent.Files;
using Latent.Training;

namespace Latent.Reports;

/// <summary>A run that stands beside others, with all that is known of it.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Directory">Its folder.</param>
/// <param name="Model">Its model.</param>
public sealed record ComparedRun(string Name, RunDirectory Directory, TrainedModel Model)
{
    /// <summary>What was asked for and what came of it; null if that is not known.</summary>
    public RunRecord? Record { get; init; }

    /// <summary>Its epochs; empty if they are not known.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>What was measured on the rows that all runs are compared on; null to take what the record says.</summary>
    public EvaluationResult? Evaluation { get; init; }

    /// <summary>How its samples compare with those rows; null if that was not measured.</summary>
    public SampleQuality? Samples { get; init; }

    /// <summary>The bound over its validation rows, with the weights that were kept; null without such rows.</summary>
    public double? ValidationElbo => History.Count == 0 ? null : Model.Model.IsJudgedByBound ? History.Max(e => e.ValidationElbo) : History[^1].ValidationElbo;

    /// <summary>Rows trained on each second.</summary>
    public double? RowsPerSecond => Record?.Result is { Seconds: > 0 } result && History.Count > 0 && History[^1].Step > 0
        ? (double)result.Rows * History[^1].Epoch / History[^1].Seconds
        : null;

    /// <summary>What tells the rows that it learned from; null if that is not known.</summary>
    internal string? Rows
    {
        get
        {
            try
            {
                return Record is null ? null : JsonNode.Parse(Record.Identity)?["data"]?.ToString();
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
