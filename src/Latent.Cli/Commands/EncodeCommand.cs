using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent encode: rows to latents.</summary>
internal static class EncodeCommand
{
    private static readonly Option<string?> s_out = TableTarget.Out("Posterior means (.npy, .csv), or means and deviations (.npz).");
    private static readonly Option<bool> s_deviations = Typed.Flag("--deviations", "Put the posterior deviations behind the means of every row.");

    public static Command Create(CommandHost host) =>
        host.Handle(Encode, new Command("encode", "Turn rows of data into latents.") { RunInput.Run, RunInput.OwnData, s_out, s_deviations }.ReadsQuery().WritesTable().ReadsData());

    private static void Encode(ParseResult parsed, CommandContext context)
    {
        string path = TableTarget.Require(parsed.GetValue(s_out), parsed), format = parsed.GetValue(s_out) is null ? "" : RowOutput.Format(path, "npy", "csv", "npz");
        RunInput run = RunInput.Open(parsed, context);
        DataSet data = run.Data(parsed.GetValue(RunInput.OwnData)).Data;
        RowSource rows = run.Model.Schema.Fit(data);
        bool deviations = parsed.GetValue(s_deviations) || format == "npz";
        int size = run.Model.Model.LatentSize;
        List<float> means = [], spreads = [];
        using (WorkProgress progress = context.Progress("encoding"))
        using (StreamedRows? file = format switch
        {
            "npz" => null,
            "" => new StreamedRows(new Shape(deviations ? 2 * size : size), deviations ? "zs" : "z", columns => TableTarget.Create(null, columns, parsed)),
            _ => new StreamedRows(path, format, rows.Count, new Shape(deviations ? 2 * size : size), deviations ? "zs" : "z"),
        })
        {
            new LatentEncoder(run.Model).Encode(
                rows,
                (mean, deviation) =>
                {
                    if (file is null)
                    {
                        means.AddRange(mean);
                        spreads.AddRange(deviation);
                        return;
                    }
                    for (int i = 0; i < mean.Length && deviations; i += size)
                    {
                        file.Append(mean.Slice(i, size));
                        file.Append(deviation.Slice(i, size));
                    }
                    file.Append(deviations ? [] : mean);
                },
                context.Rng("encode"),
                progress.Report,
                context.Cancellation);
            file?.Complete();
        }
        if (format == "npz")
        {
            using var archive = new NpzWriter(path);
            archive.Add("mean", means.ToArray(), new Shape(rows.Count, size));
            archive.Add("deviation", spreads.ToArray(), new Shape(rows.Count, size));
            archive.Complete();
        }
        context.Finish(
            new JsonObject { ["run"] = run.Directory.Path, ["data"] = data.Name, ["out"] = path, ["rows"] = rows.Count, ["latent"] = size, ["deviations"] = deviations },
            string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} latents of {size} values{(deviations ? " with deviations" : "")} in {path}"));
    }
}
