using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Data;

namespace Latent.Cli.Commands;

/// <summary>latent interpolate: from one row to another through the latent space.</summary>
internal static class InterpolateCommand
{
    private const int UsualSteps = 10;

    private static readonly Option<int?> s_from = Typed.Integer("--from", "ROW", "The first row, counted from 0. Default: 0.", 0);
    private static readonly Option<int?> s_to = Typed.Integer("--to", "ROW", "The last row. Default: 1.", 0);
    private static readonly Option<string?> s_pairs = Typed.Text("--pairs", "A:B,C:D", "Several walks, one a line, instead of --from and --to.");
    private static readonly Option<int?> s_steps = Typed.Integer("--steps", "N", "How many steps a walk has, both ends counted. Default: 10.", 2);
    private static readonly Option<bool> s_arc = Typed.Flag("--arc", "Walk over the sphere instead of along the straight line.");
    private static readonly Option<string> s_out = Typed.Out("One walk a line (.png), or [walks, steps, ...] (.npy), or volumes (.nii, .nii.gz).");

    public static Command Create(CommandHost host) =>
        host.Handle(Interpolate, new Command("interpolate", "Walk from one row to another through the latent space.") { RunInput.Run, RunInput.OwnData, s_from, s_to, s_pairs, s_steps, s_arc, s_out }.ReadsData());

    private static void Interpolate(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "png", "npy", RowOutput.Volume);
        RunInput run = RunInput.Open(parsed, context);
        RowOutput.RequireVolumes(path, format, run.Model.Schema);
        DataSet data = run.Data(parsed.GetValue(RunInput.OwnData)).Data;
        int[] ends = Ends(parsed, data);
        int steps = parsed.GetValue(s_steps) ?? UsualSteps, size = run.Model.Model.LatentSize;
        RowSource endRows = run.Model.Schema.Fit(data.Take(ends));
        float[] latents = new LatentEncoder(run.Model).Means(endRows, context.Rng("encode"), cancellation: context.Cancellation);
        float[]? conditions = new ConditionReader(run.Model).Read(endRows);
        int conditionSize = run.Model.Model.Conditioning?.Size ?? 0;
        List<float> walk = [], told = [];
        for (int i = 0; i < ends.Length; i += 2)
        {
            ReadOnlySpan<float> from = latents.AsSpan(i * size, size), to = latents.AsSpan((i + 1) * size, size);
            walk.AddRange(parsed.GetValue(s_arc) ? LatentWalk.Arc(from, to, steps) : LatentWalk.Line(from, to, steps));
            // What the model is told changes along with the latent.
            told.AddRange(LatentWalk.Line(conditions.AsSpan(i * conditionSize, conditionSize), conditions.AsSpan((i + 1) * conditionSize, conditionSize), steps));
        }
        float[] rows = new Generator(run.Model).Decode(walk.ToArray(), told.ToArray());
        WalkOutput.Write(path, format, rows, run.Model.Schema, steps);
        context.Finish(
            new JsonObject { ["run"] = run.Directory.Path, ["data"] = data.Name, ["out"] = path, ["walks"] = ends.Length / 2, ["steps"] = steps },
            string.Create(CultureInfo.InvariantCulture, $"{ends.Length / 2} walks of {steps} steps in {path}"));
    }

    private static int[] Ends(ParseResult parsed, DataSet data)
    {
        var ends = new List<int>();
        if (parsed.GetValue(s_pairs) is { } pairs)
        {
            foreach (string pair in pairs.Split(','))
            {
                string[] sides = pair.Split(':');
                if (sides.Length != 2 || !int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int from) || !int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int to))
                {
                    throw new InputException($"--pairs is '{pairs}'; write rows such as 0:5,3:8.");
                }
                ends.AddRange([from, to]);
            }
        }
        else
        {
            ends.AddRange([parsed.GetValue(s_from) ?? 0, parsed.GetValue(s_to) ?? 1]);
        }
        foreach (int row in ends)
        {
            WalkOutput.RequireRow(data, row);
        }
        return [.. ends];
    }
}
