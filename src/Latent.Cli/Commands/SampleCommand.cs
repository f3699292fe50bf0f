using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Conditions;
using Latent.Data;
using Latent.Reports;
using Latent.Samplers;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent sample: new rows from the prior.</summary>
internal static class SampleCommand
{
    private const int UsualCount = 64, UsualOfClass = 8, MostColumns = 20;

    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many rows. Default: 64; 8 of each class; with --around, as many as there are, 64 at most in a picture.", 1);
    private static readonly Option<string?> s_out = TableTarget.Out("A grid of pictures, moving for sequences (.png), arrays (.npy, .npz), lines (.csv), volumes (.nii, .nii.gz), rows of a table (.csv, .tsv, .jsonl), or a folder of pictures with a sub-folder for every class (a name without an ending).");
    private static readonly Option<double?> s_temperature = Typed.Number("--temperature", "T", "The spread of latents relative to the prior's; below 1 gives more typical rows. Default: 1.", 0, 1000);

    private static readonly Option<string?> s_condition = ConditionInput.Option("What to make, with a model that is conditioned on classes: class=3, class=NAME, class=3,5 or class=all; of one conditioned on a number: NAME=0.5 or NAME=0.5,0.7. Default: all, a line of the grid for each; numbers as they are spread.");

    private static readonly Option<string?> s_around = Typed.Text("--around", "DATA", "Make rows near those of DATA instead, with their classes: a known name or a file. --temperature is then relative to the spread of each row's posterior.");

    public static Command Create(CommandHost host) =>
        host.Handle(Sample, new Command("sample", "Make new rows.") { RunInput.Run, s_count, s_out, s_temperature, s_condition, s_around, SamplerInput.Option }.WritesTable().ReadsData());

    private static void Sample(ParseResult parsed, CommandContext context)
    {
        string path = TableTarget.Require(parsed.GetValue(s_out), parsed);
        RunInput run = RunInput.Open(parsed, context);
        if (run.Model.Schema.Table is not null)
        {
            SampleTable(path, run, parsed, context);
            return;
        }
        if (parsed.GetValue(s_out) is null)
        {
            throw new InputException("--to is for rows of tables, and this model makes others; name a file with --out.");
        }
        string format = LabelledRows.Format(path);
        RowOutput.RequireVolumes(path, format, run.Model.Schema);
        if (parsed.GetValue(s_around) is { } around)
        {
            SampleAround(path, format, around, run, parsed, context);
            return;
        }
        int[]? classes = ConditionInput.Classes(parsed.GetValue(s_condition), run.Model)
            ?? (run.Model.Model.Conditioning is ClassCondition all ? [.. Enumerable.Range(0, all.Size)] : null);
        int count = parsed.GetValue(s_count) ?? (classes is { Length: > 1 } ? UsualOfClass * classes.Length : UsualCount);
        // Whole lines in a picture, class by class; the classes in turn would be harder to tell apart.
        int each = classes is null ? count : (int)(((long)count + classes.Length - 1) / classes.Length);
        int[]? ofRows = classes is null or { Length: 1 } ? classes : [.. Enumerable.Range(0, count).Select(i => classes[i / each])];
        float temperature = (float)(parsed.GetValue(s_temperature) ?? 1);
        Shape shape = run.Model.Schema.RowShape;
        float[]? conditions = ConditionInput.OfRows(count, run);
        (Sampler? fitted, string from) = SamplerInput.Open(parsed, run, context);
        var sampler = fitted as LatentSampler;
        using (WorkProgress progress = context.Progress("sampling"))
        using (var output = new LabelledRows(path, format, count, run.Model.Schema, classes is { Length: > 1 } ? Math.Min(each, MostColumns) : 0))
        {
            int done = 0;
            new Generator(run.Model, sampler).Sample(
                count,
                context.Rng("samples"),
                rows =>
                {
                    int number = rows.Length / shape.Length;
                    output.Append(rows, classes is null ? [] : [.. Enumerable.Range(done, number).Select(i => classes[i / each])]);
                    done += number;
                },
                temperature,
                ConditionInput.Values(ofRows, run.Model) ?? ConditionInput.Numbers(parsed.GetValue(s_condition), run.Model) ?? conditions,
                progress.Report,
                context.Cancellation);
            output.Complete();
        }
        string note = run.Model.Model.HasDensity || sampler is not null ? "" : "\nThis is a plain autoencoder: nothing ties its latents to the prior, so its samples mean little; take --sampler flow, or the recipe vae to generate.";
        note += conditions is null ? "" : $"\nThe condition, {run.Model.Model.Conditioning!.Name}, is that of the run's own rows.";
        var document = new JsonObject { ["run"] = run.Directory.Path, ["out"] = path, ["count"] = count, ["row_shape"] = JsonText.Numbers(shape.ToArray()), ["temperature"] = JsonText.Number(temperature), ["seed"] = context.Seed ?? 0, ["sampler"] = from };
        if (classes is not null)
        {
            document["classes"] = JsonText.Texts(classes.Select(c => run.Model.Schema.Classes[c]));
        }
        context.Finish(
            document,
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows of {shape} in {path}{note}"));
    }

    private static void SampleTable(string path, RunInput run, ParseResult parsed, CommandContext context)
    {
        if (parsed.GetValue(s_around) is { } around)
        {
            throw new InputException($"--around is '{around}', and rows near others are made of pictures and plain numbers; for a table give what they are to have in common with --condition.");
        }
        int count = parsed.GetValue(s_count) ?? UsualCount;
        (string, string)[] conditions = Cells(parsed.GetValue(s_condition));
        (Sampler? sampler, string from) = SamplerInput.Open(parsed, run, context);
        var generator = new TableGenerator(run.Model, sampler, run.Record?.Label);
        using (WorkProgress progress = context.Progress("sampling"))
        using (TableWriter writer = TableTarget.Create(parsed.GetValue(s_out), [.. generator.Columns.Select(name => new TableColumn(name, Kind(name, run.Model)))], parsed, TableInput.Csv(parsed)))
        {
            generator.Sample(count, context.Rng("samples"), writer, conditions, (float)(parsed.GetValue(s_temperature) ?? 1), progress.Report, context.Cancellation);
            writer.Complete();
        }
        context.Finish(
            new JsonObject { ["run"] = run.Directory.Path, ["out"] = path, ["count"] = count, ["columns"] = JsonText.Texts(generator.Columns), ["seed"] = context.Seed ?? 0, ["sampler"] = from },
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows of {generator.Columns.Count} columns in {path}"));
    }

    /// <summary>What a database is to make of a column.</summary>
    private static CellKind Kind(string name, TrainedModel model) => model.Schema.Table!.Find(name) switch
    {
        null or { IsLeftOut: true } => model.Schema.Target == name ? CellKind.Number : CellKind.Text,
        var column => Kind(column),
    };

    private static CellKind Kind(Column column) => column.Kind switch
    {
        ColumnKind.Count => CellKind.WholeNumber,
        ColumnKind.Real or ColumnKind.Positive or ColumnKind.Bounded => CellKind.Number,
        ColumnKind.Date when column.Format == "yyyy-MM-dd" => CellKind.Date,
        _ => CellKind.Text,
    };

    /// <summary>Cells that all rows are to have: income=high,sex=f.</summary>
    private static (string Column, string Value)[] Cells(string? text) => text is null ? [] : [.. text.Split(',').Select(cell =>
    {
        string[] sides = cell.Split('=', 2);
        return sides.Length == 2 ? (sides[0].Trim(), sides[1].Trim()) : throw new InputException($"--condition is '{text}'; write columns and their values, such as town=Rome,member=yes.");
    })];

    private static void SampleAround(string path, string format, string around, RunInput run, ParseResult parsed, CommandContext context)
    {
        if (SamplerInput.Named(parsed) is { } name)
        {
            throw new InputException($"--sampler is '{name}', and rows near those of --around come from their own posteriors; leave one of the two out.");
        }
        if (parsed.GetValue(s_condition) is { } condition)
        {
            throw new InputException($"--condition is '{condition}', and rows near those of --around keep their classes; leave one of the two out.");
        }
        DataSet data = run.Data(around).Data;
        int count = parsed.GetValue(s_count) ?? (format == "png" ? Math.Min(UsualCount, data.Count) : data.Count);
        float temperature = (float)(parsed.GetValue(s_temperature) ?? 1);
        using (WorkProgress progress = context.Progress("sampling"))
        using (var output = new LabelledRows(path, format, count, run.Model.Schema))
        {
            new NearbyGenerator(run.Model).Sample(run.Model.Schema.Fit(data), count, context.Rng("samples"), output.Append, temperature, progress.Report, context.Cancellation);
            output.Complete();
        }
        bool labelled = data.Labels is not null;
        string note = labelled && format is not ("" or "npz") ? "; their classes are not kept there: write a folder or a .npz archive for that" : "";
        context.Finish(
            new JsonObject
            {
                ["run"] = run.Directory.Path,
                ["out"] = path,
                ["around"] = data.Name,
                ["count"] = count,
                ["row_shape"] = JsonText.Numbers(run.Model.Schema.RowShape.ToArray()),
                ["temperature"] = JsonText.Number(temperature),
                ["labelled"] = labelled,
                ["seed"] = context.Seed ?? 0,
            },
            string.Create(CultureInfo.InvariantCulture, $"{count:N0} rows near those of {data.Name} in {path}{note}"));
    }
}
