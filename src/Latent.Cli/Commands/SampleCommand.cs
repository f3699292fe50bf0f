using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent sample: new rows from the prior.</summary>
internal static class SampleCommand
{
    private const int UsualCount = 64;

    private static readonly Argument<string> s_run = RunInput.Argument();
    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many rows. Default: 64.", 1);
    private static readonly Option<string> s_out = Typed.Out("A grid of pictures, moving for sequences (.png), arrays (.npy, .npz), lines (.csv) or volumes (.nii, .nii.gz).");
    private static readonly Option<double?> s_temperature = Typed.Number("--temperature", "T", "The spread of latents relative to the prior's; below 1 gives more typical rows. Default: 1.", 0, 1000);

    public static Command Create(CommandHost host)
    {
        var command = new Command("sample", "Make new rows.") { s_run, s_count, s_out, s_temperature };
        host.Handle(command, Sample);
        return command;
    }

    private static void Sample(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "png", "npy", "npz", "csv", RowOutput.Volume);
        RunInput run = RunInput.Open(parsed, s_run, context);
        RowOutput.RequireVolumes(path, format, run.Model.Schema);
        int count = parsed.GetValue(s_count) ?? UsualCount;
        float temperature = (float)(parsed.GetValue(s_temperature) ?? 1);
        Rng rng = context.Rng("samples");
        var generator = new Generator(run.Model);
        Shape shape = run.Model.Schema.RowShape;
        using (WorkProgress progress = context.Progress("sampling"))
        {
            switch (format)
            {
                case "png":
                    RowOutput.Grid(path, run.Model.Schema, generator.Sample(count, rng, temperature, context.Cancellation));
                    break;
                case "npy" or RowOutput.Volume:
                    using (var file = new StreamedRows(path, format, count, shape, "x", run.Model.Schema))
                    {
                        generator.Sample(count, rng, file.Append, temperature, progress.Report, context.Cancellation);
                        file.Complete();
                    }
                    break;
                default:
                    RowOutput.Write(path, format, generator.Sample(count, rng, temperature, context.Cancellation), shape);
                    break;
            }
        }
        string note = run.Model.Model.HasDensity ? "" : "\nThis is a plain autoencoder: nothing ties its latents to the prior, so its samples mean little; take the recipe vae to generate.";
        context.Finish(
            new JsonObject { ["run"] = run.Directory.Path, ["out"] = path, ["count"] = count, ["row_shape"] = JsonText.Numbers(shape.ToArray()), ["temperature"] = JsonText.Number(temperature), ["seed"] = context.Seed ?? 0 },
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows of {shape} in {path}{note}"));
    }
}
