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
    /// <exception cref="InputException">The model's latents are no vectors.</exception>
    public static float[] Encode(RunInput run, DataSet data, CommandContext context)
    {
        Embedder.RequireVectors(run.Model.Model);
        RowSource rows = run.Model.Schema.Fit(data);
        float[] latents = new float[rows.Count * run.Model.Model.LatentSize];
        int done = 0;
        using WorkProgress progress = context.Progress("encoding");
        new LatentEncoder(run.Model).Encode(
            rows,
            (means, _) =>
            {
                means.CopyTo(latents.AsSpan(done));
                done += means.Length;
            },
            context.Rng("encode"),
            progress.Report,
            context.Cancellation);
        return latents;
    }
}
