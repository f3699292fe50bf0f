using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent predict: the classes of rows.</summary>
internal static class PredictCommand
{
    private static readonly Option<string> s_out = Typed.Out("The class of every row and the probabilities of all classes (.csv), or the probabilities alone (.npy).");

    public static Command Create(CommandHost host) =>
        host.Handle(Predict, new Command("predict", "Tell the classes of rows, and the error where the data have labels.") { RunInput.Run, RunInput.OwnData, s_out }.ReadsData());

    private static void Predict(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "csv", "npy");
        RunInput run = RunInput.Open(parsed, context);
        var predictor = new ClassPredictor(run.Model);
        (DataSet data, string name) = run.Data(parsed.GetValue(RunInput.OwnData));
        RowSource rows = run.Model.Schema.Fit(data);
        IReadOnlyList<string> names = run.Model.Schema.Classes;
        int[] counts = new int[names.Count];
        ClassScore score;
        using (WorkProgress progress = context.Progress("predicting"))
        using (var array = format == "npy" ? new NpyWriter(path, rows.Count, new Shape(names.Count)) : null)
        using (var table = format == "npy" ? null : new CsvOutput(path, ["row", "class", .. names.Select(n => $"p({n})")]))
        {
            int row = 0;
            score = predictor.Predict(
                rows,
                (classes, probabilities) =>
                {
                    array?.Append(probabilities);
                    for (int i = 0; i < classes.Length; i++, row++)
                    {
                        counts[classes[i]]++;
                        table?.Append(row.ToString(CultureInfo.InvariantCulture));
                        table?.Append(names[classes[i]]);
                        table?.Append(probabilities.Slice(i * names.Count, names.Count));
                    }
                },
                context.Rng("predict"),
                progress.Report,
                context.Cancellation);
            array?.Complete();
            table?.Complete();
        }
        context.Finish(
            new JsonObject
            {
                ["run"] = run.Directory.Path,
                ["data"] = data.Name,
                ["split"] = name,
                ["out"] = path,
                ["rows"] = score.Rows,
                ["labelled"] = score.Labelled,
                ["error"] = JsonText.Number(score.Error),
                ["accuracy"] = JsonText.Number(1 - score.Error),
                ["classes"] = new JsonObject(names.Select((n, i) => KeyValuePair.Create<string, JsonNode?>(n, counts[i]))),
            },
            Summary(score, path));
    }

    /// <summary>What people are told.</summary>
    private static string Summary(ClassScore score, string path)
    {
        string error = score.Error is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"; of {score.Labelled:N0} with labels {score.Wrong:N0} are wrong: error {100 * share:0.00}%, accuracy {100 * (1 - share):0.00}%")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{score.Rows:N0} rows told apart in {path}{error}");
    }
}
