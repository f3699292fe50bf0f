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
    private static readonly Argument<string> s_run = RunInput.Argument();
    private static readonly Argument<string?> s_data = RunInput.OwnData();
    private static readonly Option<string> s_out = Typed.Out("Posterior means (.npy, .csv), or means and deviations (.npz).");
    private static readonly Option<bool> s_deviations = Typed.Flag("--deviations", "Put the posterior deviations behind the means of every row.");

    public static Command Create(CommandHost host)
    {
        var command = new Command("encode", "Turn rows of data into latents.") { s_run, s_data, s_out, s_deviations };
        command.ReadsData();
        host.Handle(command, Encode);
        return command;
    }

    private static void Encode(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "npy", "csv", "npz");
        RunInput run = RunInput.Open(parsed, s_run, context);
        DataSet data = run.Data(parsed.GetValue(s_data)).Data;
        RowSource rows = run.Model.Schema.Fit(data);
        bool deviations = parsed.GetValue(s_deviations) || format == "npz";
        int size = run.Model.Model.LatentSize;
        using (WorkProgress progress = context.Progress("encoding"))
        {
            var encoder = new LatentEncoder(run.Model);
            Rng rng = context.Rng("encode");
            if (format == "npz")
            {
                var means = new List<float>();
                var spreads = new List<float>();
                encoder.Encode(
                    rows,
                    (mean, deviation) =>
                    {
                        means.AddRange(mean);
                        spreads.AddRange(deviation);
                    },
                    rng,
                    progress.Report,
                    context.Cancellation);
                using var archive = new NpzWriter(path);
                archive.Add("mean", means.ToArray(), new Shape(rows.Count, size));
                archive.Add("deviation", spreads.ToArray(), new Shape(rows.Count, size));
                archive.Complete();
            }
            else
            {
                using var file = new StreamedRows(path, format, rows.Count, new Shape(deviations ? 2 * size : size), deviations ? "zs" : "z");
                encoder.Encode(
                    rows,
                    (mean, deviation) =>
                    {
                        for (int i = 0; i < mean.Length && deviations; i += size)
                        {
                            file.Append(mean.Slice(i, size));
                            file.Append(deviation.Slice(i, size));
                        }
                        file.Append(deviations ? [] : mean);
                    },
                    rng,
                    progress.Report,
                    context.Cancellation);
                file.Complete();
            }
        }
        context.Finish(
            new JsonObject { ["run"] = run.Directory.Path, ["data"] = data.Name, ["out"] = path, ["rows"] = rows.Count, ["latent"] = size, ["deviations"] = deviations },
            string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} latents of {size} values{(deviations ? " with deviations" : "")} in {path}"));
    }
}
