using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;

namespace Latent.Cli.Commands;

/// <summary>latent reconstruct: rows through the bottleneck and back.</summary>
internal static class ReconstructCommand
{
    private const int UsualPictures = 50;

    private static readonly Option<string> s_out = Typed.Out("Originals above reconstructions, moving for sequences (.png), or the reconstructions (.npy, .csv, and .nii or .nii.gz of volumes).");
    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many rows. Default: 50 in a picture, else all.", 1);

    public static Command Create(CommandHost host) =>
        host.Handle(Reconstruct, new Command("reconstruct", "Show what a model makes of rows of data.") { RunInput.Run, RunInput.OwnData, s_out, s_count }.ReadsData());

    private static void Reconstruct(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "png", "npy", "csv", RowOutput.Volume);
        RunInput run = RunInput.Open(parsed, context);
        RowOutput.RequireVolumes(path, format, run.Model.Schema);
        DataSet data = run.Data(parsed.GetValue(RunInput.OwnData)).Data;
        data = DataInput.First(data, parsed.GetValue(s_count) ?? (format == "png" ? UsualPictures : null));
        RowSource rows = run.Model.Schema.Fit(data);
        var reconstructor = new DataReconstructor(run.Model);
        double squares = 0;
        List<float> originals = [], reconstructions = [];
        using (WorkProgress progress = context.Progress("reconstructing"))
        using (StreamedRows? file = format == "png" ? null : new StreamedRows(path, format, rows.Count, rows.RowShape, "x", run.Model.Schema))
        {
            reconstructor.Reconstruct(
                rows,
                (x, y) =>
                {
                    squares += SquaredDistance(x, y);
                    file?.Append(y);
                    if (file is null)
                    {
                        originals.AddRange(x);
                        reconstructions.AddRange(y);
                    }
                },
                context.Rng("reconstruct"),
                progress.Report,
                context.Cancellation);
            file?.Complete();
        }
        if (format == "png")
        {
            RowOutput.Pairs(path, run.Model.Schema, originals.ToArray(), reconstructions.ToArray());
        }
        double error = squares / rows.Count / rows.RowShape.Length;
        context.Finish(
            new JsonObject { ["run"] = run.Directory.Path, ["data"] = data.Name, ["out"] = path, ["count"] = rows.Count, ["mean_squared_error"] = JsonText.Number(error) },
            string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} rows in {path}; mean squared error {error:0.#####} per value"));
    }

    private static double SquaredDistance(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double difference = (double)x[i] - y[i];
            sum += difference * difference;
        }
        return sum;
    }
}
