using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Corruptions;
using Latent.Data;
using Latent.Evaluation.Images;
using Latent.Pictures;

namespace Latent.Cli.Commands;

/// <summary>latent denoise: noisy rows to clean ones.</summary>
internal static class DenoiseCommand
{
    private const int UsualPictures = 60;
    private static readonly double[] s_blurs = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5];

    private static readonly Option<string> s_out = Typed.Out("Noisy rows above cleaned ones (.png), the cleaned ones (.npy, .csv, .nii), or a folder of pictures (a name without an ending).");
    private static readonly Option<string?> s_noise = Typed.Text("--noise", "KIND:AMOUNT", "Add noise to clean rows first and measure how much of it goes: gaussian:0.3, salt-and-pepper:0.1 or masking:0.25. Default: the rows are noisy already.");
    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many rows. Default: 60 in a picture, of which all are measured, else all.", 1);

    public static Command Create(CommandHost host) =>
        host.Handle(Denoise, new Command("denoise", "Clean noisy rows with a model that was trained to.") { RunInput.Run, RunInput.OwnData, s_out, s_noise, s_count }.ReadsData());

    private static void Denoise(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RestoredRows.Format(path);
        RunInput run = RunInput.Open(parsed, context);
        DataSchema schema = run.Model.Schema;
        RowOutput.RequireVolumes(path, format, schema);
        Corruption? noise = NoiseInput.Of(parsed.GetValue(s_noise), schema);
        DataSet data = DataInput.First(run.Data(parsed.GetValue(RunInput.OwnData)).Data, parsed.GetValue(s_count));
        RowSource rows = schema.Fit(data);
        int width = schema.RowShape.Length, shown = format == "png" ? Math.Min(rows.Count, parsed.GetValue(s_count) ?? UsualPictures) : rows.Count;
        var scores = new ScoreTable(width);
        Filters? filters = schema.IsUnitInterval && ImageLayout.Of(schema.Kind, schema.RowShape) is { CanBeFiltered: true } layout ? new Filters(layout) : null;
        using (WorkProgress progress = context.Progress("cleaning"))
        using (var output = new RestoredRows(path, format, shown, schema, noise is null ? 2 : 3))
        {
            new Denoiser(run.Model).Denoise(
                rows,
                (given, noisy, cleaned) =>
                {
                    int values = output.Wanted(given.Length);
                    float[] before = noisy[..values].ToArray(), after = cleaned[..values].ToArray();
                    if (noise is null)
                    {
                        output.Append(before, after);
                        return;
                    }
                    output.Append(given[..values].ToArray(), before, after);
                    scores.Add("noisy", given, noisy);
                    scores.Add("denoised", given, cleaned);
                    Compare(scores, filters, given, noisy);
                },
                noise,
                context.Rng("noise"),
                progress.Report,
                context.Cancellation);
            output.Complete();
        }
        var document = new JsonObject { ["run"] = run.Directory.Path, ["data"] = data.Name, ["out"] = path, ["count"] = shown, ["noise"] = parsed.GetValue(s_noise) };
        FigureTable table = new FigureTable().Note(string.Create(CultureInfo.InvariantCulture, $"{shown:N0} rows in {path}"));
        if (noise is not null)
        {
            scores.Write(document, table, schema);
        }
        context.Finish(document, table.ToString());
    }

    private static void Compare(ScoreTable scores, Filters? filters, ReadOnlySpan<float> clean, ReadOnlySpan<float> noisy)
    {
        if (filters is null)
        {
            return;
        }
        scores.Add("median 3x3", clean, filters.Median(noisy));
        foreach (double deviation in s_blurs)
        {
            scores.AddOfBest("gaussian blur", string.Create(CultureInfo.InvariantCulture, $"{deviation}"), clean, filters.Blur(noisy, deviation));
        }
    }
}
