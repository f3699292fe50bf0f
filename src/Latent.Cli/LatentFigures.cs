using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;

namespace Latent.Cli;

/// <summary>What latents tell about factors and classes that are known otherwise, as far as it was asked for.</summary>
internal sealed class LatentFigures
{
    private const int MostShown = 12;

    private readonly DisentanglementScores? _factors;
    private readonly LatentProbe? _classes;

    private LatentFigures(DisentanglementScores? factors, LatentProbe? classes) => (_factors, _classes) = (factors, classes);

    /// <summary>The scores of disentanglement for a program; null if they were not asked for.</summary>
    public JsonObject? FactorsDocument => _factors is not { } scores ? null : new JsonObject
    {
        ["rows"] = scores.Rows,
        ["factors"] = JsonText.Texts(scores.Factors),
        ["mig"] = JsonText.Number(scores.MutualInformationGap),
        ["factor_vae_score"] = JsonText.Number(scores.FactorVaeScore),
        ["beta_vae_score"] = JsonText.Number(scores.BetaVaeScore),
        ["dci_disentanglement"] = JsonText.Number(scores.Disentanglement),
        ["dci_completeness"] = JsonText.Number(scores.Completeness),
        ["dci_informativeness"] = JsonText.Number(scores.Informativeness),
        ["sap"] = JsonText.Number(scores.SeparatedPredictability),
        ["modularity"] = JsonText.Number(scores.Modularity),
        ["explicitness"] = JsonText.Number(scores.Explicitness),
        ["followed_factors"] = new JsonArray([.. scores.Followed.Select(name => name is null ? null : (JsonNode)name)]),
    };

    /// <summary>The accuracies for a program; null if they were not asked for.</summary>
    public JsonObject? ClassesDocument => _classes is not { } probe ? null : new JsonObject
    {
        ["rows"] = probe.Rows,
        ["learned_rows"] = probe.LearnedRows,
        ["linear_accuracy"] = JsonText.Number(probe.LinearAccuracy),
        ["knn_accuracy"] = JsonText.Number(probe.NeighbourAccuracy),
        ["neighbours"] = LatentProbe.Neighbours,
    };

    /// <summary>Measures what is asked for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="data">The rows to measure on.</param>
    /// <param name="named">DATA as it was given.</param>
    /// <param name="factors">Whether disentanglement is asked for.</param>
    /// <param name="classes">Whether accuracies are.</param>
    /// <param name="seed">Where all that is drawn comes from.</param>
    /// <param name="context">Shows the work.</param>
    public static LatentFigures Measure(RunInput run, DataSet data, string? named, bool factors, bool classes, ulong seed, CommandContext context)
    {
        DisentanglementScores? scores = null;
        if (factors)
        {
            using WorkProgress progress = context.Progress("measuring disentanglement");
            scores = DisentanglementScores.Measure(run.Model, data, seed, progress.Report, context.Cancellation);
        }
        if (!classes)
        {
            return new LatentFigures(scores, null);
        }
        using WorkProgress probing = context.Progress("telling classes from latents");
        return new LatentFigures(scores, LatentProbe.Measure(run.Model, run.Learned(named, data), data, seed, context.Cancellation));
    }

    /// <summary>The largest of some numbers, those that round to nothing left out.</summary>
    public static string? Largest(IReadOnlyList<float> values)
    {
        string[] shown = [.. values.Where(value => value >= 0.005f).OrderDescending().Select(value => value.ToString("0.00", CultureInfo.InvariantCulture))];
        return values.Count < 2 || shown.Length == 0 ? null
            : shown.Length <= MostShown ? string.Join(" ", shown)
            : string.Create(CultureInfo.InvariantCulture, $"{string.Join(" ", shown.Take(MostShown))} and {shown.Length - MostShown} smaller");
    }

    /// <summary>Adds what was measured for people.</summary>
    public void AddTo(FigureTable table)
    {
        if (_factors is { } scores)
        {
            table
                .Add("MIG", scores.MutualInformationGap, string.Create(CultureInfo.InvariantCulture, $", {scores.Rows:N0} rows, factors {string.Join(", ", scores.Factors)}"))
                .Add("FactorVAE score", scores.FactorVaeScore)
                .Add("beta-VAE score", scores.BetaVaeScore)
                .Add("DCI", string.Create(CultureInfo.InvariantCulture, $"disentanglement {scores.Disentanglement:0.000}, completeness {scores.Completeness:0.000}, informativeness {scores.Informativeness:0.000}"))
                .Add("SAP", scores.SeparatedPredictability)
                .Add("modularity", scores.Modularity)
                .Add("explicitness", scores.Explicitness)
                .Add("latents follow", string.Join(", ", scores.Followed.Select((name, j) => (name, j)).Where(pair => pair.name is not null).Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.j} {pair.name}"))));
        }
        if (_classes is { } probe)
        {
            table
                .Add("linear accuracy", probe.LinearAccuracy, string.Create(CultureInfo.InvariantCulture, $", classes told from latents, learned from {probe.LearnedRows:N0} rows"))
                .Add("neighbours' accuracy", probe.NeighbourAccuracy, string.Create(CultureInfo.InvariantCulture, $", {LatentProbe.Neighbours} nearest"));
        }
    }
}
