using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Conditions;
using Latent.Data;
using Latent.Evaluation;
using Latent.Evaluation.Disentanglement;

namespace Latent.Cli.Commands;

/// <summary>latent traverse: what every latent dimension does.</summary>
internal static class TraverseCommand
{
    private const int UsualSteps = 9, UsualDimensions = 16, MostRows = 2000;
    private const double UsualRange = 3;

    private static readonly Argument<string?> s_data = Typed.Optional("DATA", "Where --row is taken from. Default: the run's own rows.");
    private static readonly Option<string> s_out = Typed.Out("One dimension a line (.png), or [dimensions, steps, ...] (.npy), or volumes (.nii, .nii.gz).");
    private static readonly Option<int?> s_row = Typed.Integer("--row", "ROW", "Start from this row's latent, counted from 0. Default: the middle of the latent space.", 0);
    private static readonly Option<int?> s_steps = Typed.Integer("--steps", "N", "How many steps a line has. Default: 9.", 2);
    private static readonly Option<double?> s_range = Typed.Number("--range", "R", "Each dimension goes from -R to R. Default: 3.", 0);
    private static readonly Option<int?> s_dimensions = Typed.Integer("--dimensions", "K", "How many dimensions, the most active first. Default: 16.", 1);

    private static readonly Option<string?> s_condition = ConditionInput.Option("The class to stay in, for a model that is conditioned on classes: class=3, or class=NAME, or on a number: NAME=0.5. Default: that of --row, else the first.");

    public static Command Create(CommandHost host) =>
        host.Handle(Traverse, new Command("traverse", "Show what every latent dimension does, the most active first.") { RunInput.Run, s_data, s_out, s_row, s_steps, s_range, s_dimensions, s_condition }.ReadsData());

    private static void Traverse(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "png", "npy", RowOutput.Volume);
        RunInput run = RunInput.Open(parsed, context);
        RowOutput.RequireVolumes(path, format, run.Model.Schema);
        int size = run.Model.Model.LatentSize, steps = parsed.GetValue(s_steps) ?? UsualSteps;
        DataSet? data = parsed.GetValue(s_row) is not null || parsed.GetValue(s_data) is not null ? run.Data(parsed.GetValue(s_data)).Data : null;
        LatentSpread? spread = Spread(run, data, context);
        int[] order = spread?.MostActiveFirst() ?? [.. Enumerable.Range(0, size)];
        int[] dimensions = order[..Math.Min(size, parsed.GetValue(s_dimensions) ?? UsualDimensions)];
        // No prior holds the latents of a plain autoencoder near zero: their own spread is the measure.
        LatentSpread? scale = run.Model.Model.HasDensity ? null : spread;
        float[] centre = scale is null ? new float[size] : [.. scale.Means];
        float[]? condition = ConditionInput.Values(ConditionInput.Classes(parsed.GetValue(s_condition), run.Model)?[..1], run.Model) ?? ConditionInput.Numbers(parsed.GetValue(s_condition), run.Model)?[..1];
        if (parsed.GetValue(s_row) is { } row)
        {
            WalkOutput.RequireRow(data!, row);
            RowSource start = run.Model.Schema.Fit(data!.Take([row]));
            centre = new LatentEncoder(run.Model).Means(start, context.Rng("encode"), cancellation: context.Cancellation);
            condition ??= new ConditionReader(run.Model).Read(start);
        }
        condition ??= run.Model.Model.Conditioning is null ? null : ConditionOfFirst(run, data);
        float[] walk = LatentWalk.Traverse(centre, dimensions, (float)(parsed.GetValue(s_range) ?? UsualRange), steps, scale);
        WalkOutput.Write(path, format, new Generator(run.Model).Decode(walk, condition), run.Model.Schema, steps);
        IReadOnlyList<string?>? factors = Factors(run, data, context);
        context.Finish(
            new JsonObject { ["run"] = run.Directory.Path, ["out"] = path, ["dimensions"] = JsonText.Numbers(dimensions), ["followed_factors"] = factors is null ? null : new JsonArray([.. dimensions.Select(j => factors[j] is { } name ? (JsonNode)name : null)]), ["steps"] = steps },
            string.Create(CultureInfo.InvariantCulture, $"{dimensions.Length} dimensions of {steps} steps in {path}: {string.Join(", ", dimensions.Select(j => FollowedFactors.Line(j, factors)))}"));
    }

    /// <summary>The factor that every dimension follows, of the data given or else of those that the model learned from; null where no factors are known.</summary>
    private static IReadOnlyList<string?>? Factors(RunInput run, DataSet? data, CommandContext context)
    {
        // Data that are drawn on the spot are always there.
        data ??= NamedDataSets.TryFind(run.Model.Schema.Name, out NamedDataSet? set) && set.Files.Count == 0 ? run.Data(null).Data : null;
        return data is null ? null : FollowedFactors.Measure(run.Model, data, (ulong?)context.Seed ?? 0, context.Cancellation);
    }

    /// <summary>The first class, the mean number, or what the first row is conditioned on.</summary>
    private static float[]? ConditionOfFirst(RunInput run, DataSet? data) =>
        run.Model.Model.Conditioning switch
        {
            ClassCondition => ConditionInput.Values([0], run.Model),
            NumberCondition => [0],
            _ => new ConditionReader(run.Model).Read(run.Model.Schema.Fit((data ?? run.Data(null).Data).Take([0]))),
        };

    /// <summary>How the latents lie, from the data given or from the run's record; null if neither tells.</summary>
    private static LatentSpread? Spread(RunInput run, DataSet? data, CommandContext context)
    {
        int size = run.Model.Model.LatentSize;
        if (data is not null)
        {
            DataSet first = DataInput.First(data, MostRows);
            return LatentSpread.Of(new LatentEncoder(run.Model).Means(run.Model.Schema.Fit(first), context.Rng("encode"), cancellation: context.Cancellation), size);
        }
        return run.Record?.Result is { } result && result.LatentMeans.Count == size && result.LatentDeviations.Count == size
            ? new LatentSpread(result.LatentMeans, result.LatentDeviations)
            : null;
    }
}
