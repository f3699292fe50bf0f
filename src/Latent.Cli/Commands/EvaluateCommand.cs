using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Images;
using Latent.Evaluation.Tables;
using Latent.Reports;
using Latent.Samplers;

namespace Latent.Cli.Commands;

/// <summary>latent evaluate: how well a model accounts for rows, in nats.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<int?> s_samples = Typed.Integer("--importance-samples", "K", "Also estimate log p(x) with K importance samples a row.", 0);

    private static readonly Option<int?> s_generated = Typed.Integer("--samples", "N", "Also draw N rows and compare them with N real ones: Fréchet distance, precision, recall; of tables, the columns' distributions and associations, what can be learned from the new rows, and privacy.", SampleQuality.FewestRows);

    private static readonly Option<int?> s_annealed = Typed.Integer("--annealed-steps", "N", "Also estimate log p(x) by annealed importance sampling with N steps: slow, exact, and no matter how good the encoder is.", 0);

    private static readonly Option<int?> s_chains = Typed.Integer("--annealed-chains", "K", "How many chains a row such sampling has. Default: 16.", 1);

    private static readonly Option<bool> s_disentanglement = Typed.Flag("--disentanglement", "Also measure how far latents follow the known factors of data that Latent draws: MIG, FactorVAE and beta-VAE scores, DCI, SAP, modularity, explicitness.");

    private static readonly Option<bool> s_probe = Typed.Flag("--probe", "Also measure how well a linear classifier and the nearest neighbours tell the classes of rows from their latents.");

    private static readonly Option<string?> s_report = Typed.Text("--report", "FILE", "Also write a page on the new rows of --samples, of a table (.html): their columns, how columns go together, what can be learned from them, what they give away.");

    public static Command Create(CommandHost host) =>
        host.Handle(Evaluate, new Command("evaluate", "Measure a model on rows of data, in nats per row.") { RunInput.Run, RunInput.OwnData, s_samples, s_annealed, s_chains, s_generated, s_report, SamplerInput.Option, s_disentanglement, s_probe }.ReadsQuery().ReadsData());

    private static void Evaluate(ParseResult parsed, CommandContext context)
    {
        RunInput run = RunInput.Open(parsed, context);
        string? report = parsed.GetValue(s_report);
        if (report is not null && (parsed.GetValue(s_generated) is null || run.Model.Schema.Table is null))
        {
            throw new InputException(run.Model.Schema.Table is null ? "--report is a page on new rows of a table, and this run is of none; 'latent report' writes the page of a run." : "--report is a page on the new rows of --samples; say how many to draw, as in --samples 5000.");
        }
        (DataSet data, string name) = run.Data(parsed.GetValue(RunInput.OwnData));
        (Sampler? sampler, string from) = SamplerInput.Open(parsed, run, context, draws: parsed.GetValue(s_generated) is not null);
        var options = new EvaluationOptions { ImportanceSamples = parsed.GetValue(s_samples) ?? 0, AnnealedSteps = parsed.GetValue(s_annealed) ?? 0, Seed = (ulong?)context.Seed ?? run.Model.Composed.Training.Seed };
        options = options with { AnnealedChains = parsed.GetValue(s_chains) ?? options.AnnealedChains };
        EvaluationResult result;
        using (WorkProgress progress = context.Progress($"evaluating on {data.Name}"))
        {
            result = Evaluator.Evaluate(run.Model.Model, run.Model.Schema.Fit(data), run.Model.Preparation, options, progress.Report, context.Cancellation);
        }
        AggregatedPosterior? aggregated;
        using (WorkProgress progress = context.Progress("measuring the aggregated posterior"))
        {
            aggregated = AggregatedPosterior.Measure(run.Model.Model, run.Model.Schema.Fit(data), run.Model.Preparation, options, progress.Report, context.Cancellation);
        }
        LatentFigures latents = LatentFigures.Measure(run, data, parsed.GetValue(RunInput.OwnData), parsed.GetValue(s_disentanglement), parsed.GetValue(s_probe), options.Seed, context);
        PictureQuality? pictures;
        using (WorkProgress progress = context.Progress("measuring reconstructions"))
        {
            pictures = PictureQuality.OfReconstructions(run.Model, run.Model.Schema.Fit(data), options.Seed, progress.Report, context.Cancellation);
        }
        double? error = null;
        if (run.Model.Model.Classes > 0 && data.Labels is not null)
        {
            using WorkProgress progress = context.Progress("telling classes");
            error = new ClassPredictor(run.Model).Predict(run.Model.Schema.Fit(data), rng: context.Rng("predict"), progress: progress.Report, cancellation: context.Cancellation).Error;
        }
        SyntheticQuality? rows = parsed.GetValue(s_generated) is { } drawn && run.Model.Schema.Table is not null
            ? SyntheticQuality.Measure(run.Model, run.Trained(), data, drawn, options.Seed, sampler, context.Cancellation)
            : null;
        (SampleQuality? samples, string? featureSpace) = rows is null && parsed.GetValue(s_generated) is { } count
            ? Compare(run, data, run.Learned(parsed.GetValue(RunInput.OwnData), data), count, options.Seed, sampler as LatentSampler, context)
            : (null, null);
        if (rows is not null && report is not null)
        {
            SyntheticPage.Save(report, rows, data.Name, run.Directory.Path);
        }
        double? bits = BitsPerDimension.Of(run.Model, result.LogLikelihood ?? result.AnnealedLogLikelihood ?? result.Elbo);
        IReadOnlyList<string> advice = PosteriorHealth.Advise(run.Model.Model, result);
        var document = new JsonObject
        {
            ["run"] = run.Directory.Path,
            ["data"] = data.Name,
            ["split"] = name,
            ["rows"] = result.Rows,
            ["elbo"] = JsonText.Number(result.Elbo),
            ["log_likelihood"] = JsonText.Number(result.LogLikelihood),
            ["importance_samples"] = result.ImportanceSamples,
            ["annealed_log_likelihood"] = JsonText.Number(result.AnnealedLogLikelihood),
            ["annealed_steps"] = result.AnnealedSteps,
            ["annealed_chains"] = result.AnnealedChains,
            ["reconstruction"] = JsonText.Number(result.Reconstruction),
            ["kl"] = JsonText.Number(result.Kl),
            ["mutual_information"] = JsonText.Number(aggregated?.MutualInformation),
            ["aggregated_posterior_kl"] = JsonText.Number(aggregated?.Gap),
            ["active_units"] = result.ActiveUnits,
            ["latent"] = run.Model.Model.LatentSize,
            ["perplexity"] = JsonText.Number(result.Codes?.Perplexity),
            ["codes"] = result.Codes?.Codes,
            ["dead_codes"] = result.Codes?.Dead,
            ["collapsed"] = PosteriorHealth.IsCollapsed(run.Model.Model, result),
            ["bits_per_dim"] = JsonText.Number(bits),
            ["error"] = JsonText.Number(error),
            ["mse"] = JsonText.Number(pictures?.MeanSquaredError),
            ["psnr"] = JsonText.Number(pictures?.PeakSignalToNoise),
            ["ssim"] = JsonText.Number(pictures?.Ssim),
            ["ms_ssim"] = JsonText.Number(pictures?.MultiScaleSsim),
            ["samples"] = samples?.Rows,
            ["sampler"] = samples is null && rows is null ? null : from,
            ["frechet_distance"] = JsonText.Number(samples?.FrechetDistance),
            ["precision"] = JsonText.Number(samples?.Coverage.Precision),
            ["recall"] = JsonText.Number(samples?.Coverage.Recall),
            ["feature_space"] = featureSpace,
            ["report"] = report,
            ["synthetic"] = rows is null ? null : SyntheticFigures.Tree(rows),
            ["kl_per_dimension"] = JsonText.Numbers(result.KlPerDimension),
            ["disentanglement"] = latents.FactorsDocument,
            ["probe"] = latents.ClassesDocument,
            ["advice"] = JsonText.Texts(advice),
        };
        var table = new FigureTable()
            .Add("rows", string.Create(CultureInfo.InvariantCulture, $"{result.Rows:N0} ({data.Name}, {name})"))
            .Add("elbo", result.Elbo, " nats per row")
            .Add("log-likelihood", result.LogLikelihood, string.Create(CultureInfo.InvariantCulture, $" nats per row, {result.ImportanceSamples} importance samples"))
            .Add("log-likelihood", result.AnnealedLogLikelihood, string.Create(CultureInfo.InvariantCulture, $" nats per row, {result.AnnealedChains} chains of {result.AnnealedSteps} annealed steps"))
            .Add("reconstruction", result.Reconstruction)
            .Add("kl", result.Kl)
            .Add("kl per dimension", LatentFigures.Largest(result.KlPerDimension))
            .Add("mutual information", aggregated?.MutualInformation, string.Create(CultureInfo.InvariantCulture, $" nats between {aggregated?.Rows:N0} rows and their latents"))
            .Add("kl of aggregate", aggregated?.Gap)
            .Add("active units", string.Create(CultureInfo.InvariantCulture, $"{result.ActiveUnits} of {run.Model.Model.LatentSize}"))
            .Add("perplexity", result.Codes?.Perplexity, string.Create(CultureInfo.InvariantCulture, $" of {run.Model.Model.Codes?.Codes} codes"))
            .Add("dead codes", result.Codes is { } codes ? string.Create(CultureInfo.InvariantCulture, $"{codes.Dead} of {codes.Codes}") : null)
            .Add("bits per dimension", bits)
            .Add("error", 100 * error, "% of classes told wrong")
            .Add("psnr", pictures?.PeakSignalToNoise, " dB, reconstructions")
            .Add("ssim", pictures?.Ssim)
            .Add("ms-ssim", pictures?.MultiScaleSsim, string.Create(CultureInfo.InvariantCulture, $", {pictures?.Scales} scale{(pictures?.Scales == 1 ? "" : "s")}"))
            .Add("Fréchet distance", samples?.FrechetDistance, string.Create(CultureInfo.InvariantCulture, $", {samples?.Rows:N0} samples from the {(sampler is null ? "" : "sampler ")}{from}"))
            .Add("precision", samples?.Coverage.Precision)
            .Add("recall", samples?.Coverage.Recall)
            .Add("feature space", featureSpace);
        latents.AddTo(table);
        if (rows is not null)
        {
            SyntheticFigures.AddTo(table, rows);
        }
        table.Add("report", report);
        foreach (string sentence in advice)
        {
            table.Note(sentence);
        }
        context.Finish(document, table.ToString());
    }

    /// <summary>Trains a classifier and compares drawn rows with real ones in its features; says why not where there is none to be trained.</summary>
    private static (SampleQuality? Quality, string FeatureSpace) Compare(RunInput run, DataSet real, DataSet learned, int count, ulong seed, LatentSampler? sampler, CommandContext context)
    {
        if (!FeatureClassifier.CanLearn(learned))
        {
            return (null, "none, so samples are not compared: the rows have no labels and are no pictures");
        }
        FeatureClassifier classifier;
        using (WorkProgress progress = context.Progress("training a classifier for its features"))
        {
            classifier = FeatureClassifier.Train(learned, seed, backend: run.Model.Model.Parameters[0].Backend, progress: progress.Report, cancellation: context.Cancellation);
        }
        using (WorkProgress progress = context.Progress("comparing samples"))
        {
            return (SampleQuality.Measure(run.Model, classifier, real, count, seed, sampler, progress.Report, context.Cancellation), classifier.FeatureSpace);
        }
    }
}
