using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Conditions;
using Latent.Data;
using Latent.Pictures;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent sample: new rows from the prior.</summary>
internal static class SampleCommand
{
    private const int UsualCount = 64, UsualOfClass = 8, MostColumns = 20;

    private static readonly Argument<string> s_run = RunInput.Argument();
    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many rows. Default: 64.", 1);
    private static readonly Option<string> s_out = Typed.Out("A grid of pictures (.png), arrays (.npy, .npz) or lines (.csv).");
    private static readonly Option<double?> s_temperature = Typed.Number("--temperature", "T", "The spread of latents relative to the prior's; below 1 gives more typical rows. Default: 1.", 0, 1000);

    private static readonly Option<string?> s_condition = ConditionInput.Option("What to make, with a model that is conditioned on classes: class=3, class=NAME, class=3,5 or class=all. Default: all, a line of the grid for each.");

    public static Command Create(CommandHost host)
    {
        var command = new Command("sample", "Make new rows.") { s_run, s_count, s_out, s_temperature, s_condition };
        host.Handle(command, Sample);
        return command;
    }

    private static void Sample(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "png", "npy", "npz", "csv");
        RunInput run = RunInput.Open(parsed, s_run, context);
        int[]? classes = ConditionInput.Classes(parsed.GetValue(s_condition), run.Model)
            ?? (run.Model.Model.Conditioning is ClassCondition all ? [.. Enumerable.Range(0, all.Size)] : null);
        int count = parsed.GetValue(s_count) ?? (classes is { Length: > 1 } ? UsualOfClass * classes.Length : UsualCount);
        // Whole lines in a picture, class by class; the classes in turn would be harder to tell apart.
        int each = classes is null ? count : (int)(((long)count + classes.Length - 1) / classes.Length);
        int[]? ofRows = classes is null or { Length: 1 } ? classes : [.. Enumerable.Range(0, count).Select(i => classes[i / each])];
        float[]? conditions = ConditionInput.Values(ofRows, run.Model);
        float temperature = (float)(parsed.GetValue(s_temperature) ?? 1);
        Rng rng = context.Rng("samples");
        var generator = new Generator(run.Model);
        Shape shape = run.Model.Schema.RowShape;
        using (WorkProgress progress = context.Progress("sampling"))
        {
            switch (format)
            {
                case "png":
                    RowOutput.Write(path, new RowPictures(run.Model.Schema).Grid(generator.Sample(count, rng, temperature, conditions, context.Cancellation), classes is { Length: > 1 } ? Math.Min(each, MostColumns) : 0));
                    break;
                case "npy":
                    using (var file = new NpyWriter(path, count, shape))
                    {
                        generator.Sample(count, rng, file.Append, temperature, conditions, progress.Report, context.Cancellation);
                        file.Complete();
                    }
                    break;
                default:
                    RowOutput.Write(path, format, generator.Sample(count, rng, temperature, conditions, context.Cancellation), shape);
                    break;
            }
        }
        string note = run.Model.Model.HasDensity ? "" : "\nThis is a plain autoencoder: nothing ties its latents to the prior, so its samples mean little; take the recipe vae to generate.";
        var document = new JsonObject { ["run"] = run.Directory.Path, ["out"] = path, ["count"] = count, ["row_shape"] = JsonText.Numbers(shape.ToArray()), ["temperature"] = JsonText.Number(temperature), ["seed"] = context.Seed ?? 0 };
        if (classes is not null)
        {
            document["classes"] = JsonText.Texts(classes.Select(c => run.Model.Schema.Classes[c]));
        }
        context.Finish(
            document,
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows of {shape} in {path}{note}"));
    }
}
