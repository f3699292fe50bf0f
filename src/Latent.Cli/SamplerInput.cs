using System.CommandLine;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Reports;
using Latent.Samplers;

namespace Latent.Cli;

/// <summary>The option --sampler: what latents, or rows of a table, are drawn from.</summary>
internal static class SamplerInput
{
    /// <summary>The name of the model's own prior.</summary>
    public const string Prior = "prior";

    private const string Columns = "columns";

    public static Option<string?> Option { get; } = Typed.Text("--sampler", "NAME", $"What is drawn from: prior, or {string.Join(", ", NamedSampler.All.Select(s => s.Name))}: fitted to the run's own rows when first asked for, and kept with the model. Default: {Columns} for tables, prior for other data.");

    /// <summary>The sampler that was named, if one was.</summary>
    public static string? Named(ParseResult parsed) => parsed.GetValue(Option) is { } name && name != Prior ? name : null;

    /// <summary>What to draw from: the sampler that was named, or the usual one of the model's kind of data.</summary>
    /// <param name="parsed">The command as it was given.</param>
    /// <param name="run">The run.</param>
    /// <param name="context">Shows the work of fitting.</param>
    /// <param name="draws">Whether rows are drawn at all; where they are not, there is no usual one.</param>
    /// <returns>The sampler, null for the prior, and what it is called.</returns>
    public static (Sampler? Sampler, string Name) Open(ParseResult parsed, RunInput run, CommandContext context, bool draws = true)
    {
        if (parsed.GetValue(Option) is { } name)
        {
            if (name != Prior && Kept(name, run) is null)
            {
                Fit(name, run, run.Trained(), context);
                run.Model.Save(run.Directory.Model);
            }
            return (name == Prior ? null : run.Model.Samplers.Find(name), name);
        }
        if (!draws || run.Model.Schema.Table is null)
        {
            return (null, Prior);
        }
        if (Kept(Columns, run) is { } known)
        {
            return (known, Columns);
        }
        try
        {
            Fit(Columns, run, run.Unchanged(), context);
        }
        catch (InputException e)
        {
            context.Warn($"Rows come from the prior, as with --sampler prior, since the sampler {Columns} cannot be fitted: {e.Message}");
            return (null, Prior);
        }
        try
        {
            run.Model.Save(run.Directory.Model);
        }
        catch (InputException e)
        {
            context.Warn($"The sampler {Columns} was fitted, but not kept with the model for the next time: {e.Message}");
        }
        return (run.Model.Samplers.Find(Columns), Columns);
    }

    private static Sampler? Kept(string name, RunInput run)
    {
        NamedSampler.Find(name);
        return run.Model.Samplers.Find(name);
    }

    private static void Fit(string name, RunInput run, DataSet rows, CommandContext context)
    {
        using WorkProgress progress = context.Progress($"fitting the sampler {name}");
        run.Model.FitSampler(name, rows.Rows, new SamplerOptions { Seed = run.Model.Composed.Training.Seed, Progress = progress.Report, Cancellation = context.Cancellation });
    }
}
