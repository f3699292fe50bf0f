using System.CommandLine;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;

namespace Latent.Cli;

/// <summary>The latents of the rows that a command was given.</summary>
internal static class LatentRows
{
    /// <summary>The column that the classes of a run's table are in; null if none is known, or the data are no table.</summary>
    public static string? Label(RunInput run) => run.Model.Schema.Table is null ? null : DataInput.LabelArray(run.Record?.Label);

    /// <summary>Encodes rows: the means of their posteriors, [rows, latent].</summary>
    public static float[] Encode(RunInput run, DataSet data, CommandContext context)
    {
        using WorkProgress progress = context.Progress("encoding");
        return new LatentEncoder(run.Model).Means(run.Model.Schema.Fit(data), context.Rng("encode"), progress.Report, context.Cancellation);
    }
}
