using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Evaluation.Images;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent upscale: small pictures to large ones.</summary>
internal static class UpscaleCommand
{
    private const int UsualPictures = 60, UsualSamples = 16;

    private static readonly Argument<string?> s_data = Typed.Optional("DATA", "Small pictures; with --reduce, pictures of the full size. Default, with --reduce: the run's own test or validation rows.");
    private static readonly Option<string> s_out = Typed.Out("Small pictures above enlarged ones (.png), the enlarged ones (.npy, .csv), or a folder of them (a name without an ending).");
    private static readonly Option<bool> s_reduce = Typed.Flag("--reduce", "DATA are of the full size: average them down first, and measure how near the enlarged ones come.");
    private static readonly Option<int?> s_samples = Typed.Integer("--samples", "K", "The mean over K latents a picture; 1 is sharper and less exact. Default: 16.", 1);
    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many rows. Default: 60 in a picture, of which all are measured, else all.", 1);

    public static Command Create(CommandHost host) =>
        host.Handle(Upscale, new Command("upscale", "Make small pictures larger with a model that was trained to.") { RunInput.Run, s_data, s_out, s_reduce, s_samples, s_count }.ReadsData());

    private static void Upscale(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RestoredRows.Format(path);
        RunInput run = RunInput.Open(parsed, context);
        DataSchema schema = run.Model.Schema;
        RowOutput.RequireVolumes(path, format, schema);
        var upscaler = new Upscaler(run.Model);
        bool reduce = parsed.GetValue(s_reduce);
        DataSet data = reduce ? run.Data(parsed.GetValue(s_data)).Data : Small(parsed);
        data = DataInput.First(data, parsed.GetValue(s_count));
        int shown = format == "png" ? Math.Min(data.Count, parsed.GetValue(s_count) ?? UsualPictures) : data.Count, width = schema.RowShape.Length;
        var layout = ImageLayout.Of(DataKind.Image, upscaler.SmallShape)!;
        var filters = new Filters(layout);
        var scores = new ScoreTable(width);
        using (WorkProgress progress = context.Progress("enlarging"))
        using (var output = new RestoredRows(path, format, shown, schema, reduce ? 3 : 2))
        {
            int samples = parsed.GetValue(s_samples) ?? UsualSamples;
            if (reduce)
            {
                upscaler.ReduceAndUpscale(
                    schema.Fit(data),
                    (full, reduced, large) =>
                    {
                        float[] cubic = filters.Cubic(reduced, upscaler.Factor);
                        int values = output.Wanted(large.Length);
                        output.Append(full[..values].ToArray(), Coarse(reduced, layout, upscaler.Factor)[..values], large[..values].ToArray());
                        scores.Add("bicubic", full, cubic);
                        scores.Add("lanczos", full, filters.Lanczos(reduced, upscaler.Factor));
                        scores.Add("upscaled", full, large);
                    },
                    samples,
                    context.Rng("upscale"),
                    progress.Report,
                    context.Cancellation);
            }
            else
            {
                upscaler.Upscale(
                    data.Rows,
                    (given, large) =>
                    {
                        int values = output.Wanted(large.Length);
                        output.Append(Coarse(given, layout, upscaler.Factor)[..values], large[..values].ToArray());
                    },
                    samples,
                    context.Rng("upscale"),
                    progress.Report,
                    context.Cancellation);
            }
            output.Complete();
        }
        var document = new JsonObject
        {
            ["run"] = run.Directory.Path,
            ["data"] = data.Name,
            ["out"] = path,
            ["count"] = shown,
            ["factor"] = upscaler.Factor,
            ["from"] = JsonText.Numbers(upscaler.SmallShape.ToArray()),
            ["to"] = JsonText.Numbers(schema.RowShape.ToArray()),
        };
        FigureTable table = new FigureTable().Note(string.Create(CultureInfo.InvariantCulture, $"{shown:N0} pictures, {upscaler.SmallShape} to {schema.RowShape}, in {path}"));
        if (reduce)
        {
            scores.Write(document, table, schema);
        }
        context.Finish(document, table.ToString());
    }

    /// <summary>Small pictures with their pixels as squares.</summary>
    private static float[] Coarse(ReadOnlySpan<float> small, ImageLayout layout, int factor)
    {
        int channels = layout.Channels, width = layout.Width * factor, height = layout.Height * factor;
        float[] large = new float[small.Length * factor * factor];
        for (int i = 0; i < large.Length; i++)
        {
            int channel = i % channels, x = i / channels % width, y = i / channels / width % height, picture = i / channels / width / height;
            large[i] = small[(((((picture * layout.Height) + (y / factor)) * layout.Width) + (x / factor)) * channels) + channel];
        }
        return large;
    }

    private static DataSet Small(ParseResult parsed)
    {
        string data = parsed.GetValue(s_data) ?? throw new InputException("It is not said which pictures to make larger; name DATA, or try the model on its own test rows with --reduce.");
        DataOptions options = DataInput.Options(parsed);
        return DataInput.First(DataSets.Open(data, options with { As = options.As ?? DataKind.Image }), parsed.GetValue(SharedOptions.Limit));
    }
}
