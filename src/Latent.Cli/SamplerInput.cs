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
            return name == Prior ? (null, Prior) : (Kept(name, run) ?? Fitted(name, run, run.Trained(), context), name);
        }
        if (!draws || run.Model.Schema.Table is null || !ColumnCharts.CanDraw(run.Model))
        {
            return (null, Prior);
        }
        try
        {
            return (Kept(Columns, run) ?? Fitted(Columns, run, run.Unchanged(), context), Columns);
        }
        catch (InputException e)
        {
            context.Warn($"Rows come from the prior, as with --sampler prior, since {Columns} cannot be fitted to them now: {e.Message}");
            return (null, Prior);
        }
    }

    private static Sampler? Kept(string name, RunInput run)
    {
        NamedSampler.Find(name);
        return run.Model.Samplers.Find(name);
    }

    private static Sampler Fitted(string name, RunInput run, DataSet rows, CommandContext context)
    {
        Sampler sampler;
        using (WorkProgress progress = context.Progress($"fitting the sampler {name}"))
        {
            sampler = run.Model.FitSampler(name, rows.Rows, new SamplerOptions { Seed = run.Model.Composed.Training.Seed, Progress = progress.Report, Cancellation = context.Cancellation });
        }
        run.Model.Save(run.Directory.Model);
        return sampler;
    }
}
