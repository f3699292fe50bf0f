using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Targets;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent predict: the classes of rows, or a number of each.</summary>
internal static class PredictCommand
{
    private static readonly Option<string> s_out = Typed.Out("Of every row the class and the probabilities of all, or the number and its standard deviation (.csv); the probabilities, or both numbers, alone (.npy).");

    public static Command Create(CommandHost host) =>
        host.Handle(Predict, new Command("predict", "Tell the class, or a number, of rows, and how far off that is where the data have it.") { RunInput.Run, RunInput.OwnData, s_out }.ReadsQuery().ReadsData());

    private static void Predict(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "csv", "npy");
        RunInput run = RunInput.Open(parsed, context);
        NumberPredictor? numbers = run.Model.Model.Target is NumberTarget ? new NumberPredictor(run.Model) : null;
        ClassPredictor? classes = numbers is null ? new ClassPredictor(run.Model) : null;
        (DataSet data, string name) = run.Data(parsed.GetValue(RunInput.OwnData));
        RowSource rows = run.Model.Schema.Fit(data);
        var document = new JsonObject { ["run"] = run.Directory.Path, ["data"] = data.Name, ["split"] = name, ["out"] = path, ["rows"] = rows.Count };
        string[] columns = numbers is null ? [.. run.Model.Schema.Classes.Select(n => $"p({n})")] : [run.Model.Schema.Target!, "deviation"];
        string summary;
        using (WorkProgress progress = context.Progress("predicting"))
        using (var array = format == "npy" ? new NpyWriter(path, rows.Count, new Shape(columns.Length)) : null)
        using (var table = format == "npy" ? null : new CsvOutput(path, numbers is null ? ["row", "class", .. columns] : ["row", .. columns]))
        {
            summary = numbers is null
                ? Classes(classes!, rows, run.Model.Schema.Classes, array, table, document, progress, context)
                : Numbers(numbers, rows, array, table, document, progress, context);
            array?.Complete();
            table?.Complete();
        }
        context.Finish(document, string.Create(CultureInfo.InvariantCulture, $"{rows.Count:N0} rows told in {path}{summary}"));
    }

    private static string Classes(ClassPredictor predictor, RowSource rows, IReadOnlyList<string> names, NpyWriter? array, CsvOutput? table, JsonObject document, WorkProgress progress, CommandContext context)
    {
        int[] counts = new int[names.Count];
        int row = 0;
        ClassScore score = predictor.Predict(
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
        document["labelled"] = score.Labelled;
        document["error"] = JsonText.Number(score.Error);
        document["accuracy"] = JsonText.Number(1 - score.Error);
        document["log_loss"] = JsonText.Number(score.LogLoss);
        document["calibration_error"] = JsonText.Number(score.CalibrationError);
        document["classes"] = new JsonObject(names.Select((n, i) => KeyValuePair.Create<string, JsonNode?>(n, counts[i])));
        return score.Error is { } share
            ? string.Create(CultureInfo.InvariantCulture, $"; of {score.Labelled:N0} with labels {score.Wrong:N0} are wrong: error {100 * share:0.00}%, accuracy {100 * (1 - share):0.00}%; log-loss {score.LogLoss:0.000} nats, calibration error {100 * score.CalibrationError:0.0}%")
            : "";
    }

    private static string Numbers(NumberPredictor predictor, RowSource rows, NpyWriter? array, CsvOutput? table, JsonObject document, WorkProgress progress, CommandContext context)
    {
        int row = 0;
        float[] both = new float[2];
        NumberScore score = predictor.Predict(
            rows,
            (values, deviations) =>
            {
                for (int i = 0; i < values.Length; i++, row++)
                {
                    (both[0], both[1]) = (values[i], deviations[i]);
                    array?.Append(both);
                    table?.Append(row.ToString(CultureInfo.InvariantCulture));
                    table?.Append(both);
                }
            },
            context.Rng("predict"),
            progress.Report,
            context.Cancellation);
        document["labelled"] = score.Labelled;
        document["mean_absolute_error"] = JsonText.Number(score.MeanAbsoluteError);
        document["root_mean_square_error"] = JsonText.Number(score.RootMeanSquareError);
        document["r_squared"] = JsonText.Number(score.Determination);
        document["coverage_90"] = JsonText.Number(score.Coverage);
        return score.MeanAbsoluteError is { } error
            ? string.Create(CultureInfo.InvariantCulture, $"; {score.Labelled:N0} have the number: mean absolute error {error:0.####}, root mean square error {score.RootMeanSquareError:0.####}, R^2 {score.Determination:0.####}, {100 * score.Coverage:0.0}% in the 90% interval")
            : "";
    }
}
