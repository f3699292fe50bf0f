using System.CommandLine;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Samplers;

namespace Latent.Cli;

/// <summary>The option --sampler: what latents are drawn from.</summary>
internal static class SamplerInput
{
    /// <summary>The name of the model's own prior.</summary>
    public const string Prior = "prior";

    public static Option<string?> Option { get; } = Typed.Text("--sampler", "NAME", $"What latents are drawn from: prior, or {string.Join(", ", NamedSampler.All.Select(s => s.Name))}: fitted to the run's own rows when first asked for, and kept with the model. Default: prior.");

    /// <summary>Its name; the prior's when none was given.</summary>
    public static string Name(ParseResult parsed) => parsed.GetValue(Option) ?? Prior;

    /// <summary>The sampler that was asked for: the one kept with the model, or one that is fitted now and kept; null for the prior.</summary>
    public static LatentSampler? Open(ParseResult parsed, RunInput run, CommandContext context)
    {
        string name = Name(parsed);
        if (name == Prior)
        {
            return null;
        }
        NamedSampler.Find(name);
        if (run.Model.Samplers.Find(name) is { } kept)
        {
            return kept;
        }
        DataSet rows = run.Trained();
        LatentSampler sampler;
        using (WorkProgress progress = context.Progress($"fitting the sampler {name}"))
        {
            sampler = run.Model.FitSampler(name, rows.Rows, new SamplerOptions { Seed = run.Model.Composed.Training.Seed, Progress = progress.Report, Cancellation = context.Cancellation });
        }
        run.Model.Save(run.Directory.Model);
        return sampler;
    }
}
