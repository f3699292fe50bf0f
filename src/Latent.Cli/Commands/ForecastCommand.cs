using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Evaluation;
using Latent.Tensors;

namespace Latent.Cli.Commands;

/// <summary>latent forecast: the next frames of sequences.</summary>
internal static class ForecastCommand
{
    private const int UsualPictures = 20;

    private static readonly Option<string> s_out = Typed.Out("What came above the forecasts, moving (.png); the forecasts (.npy); or given frames, forecasts and what came (.npz).");
    private static readonly Option<int?> s_context = Typed.Integer("--context", "K", "How many frames of every sequence are given. Default: as many as the model goes on from.", 1);
    private static readonly Option<int?> s_frames = Typed.Integer("--frames", "N", "How many frames to forecast. Default: as many as the model was trained to.", 1);
    private static readonly Option<int?> s_count = Typed.Integer("--count", "N", "How many sequences are drawn in a picture; errors are of all. Default: 20.", 1);
    private static readonly Option<bool> s_strips = Typed.Flag("--strips", "Draw the frames of a sequence beside each other instead of one after the other.");

    public static Command Create(CommandHost host) =>
        host.Handle(Forecast, new Command("forecast", "Forecast the next frames of sequences.") { RunInput.Run, RunInput.OwnData, s_out, s_context, s_frames, s_count, s_strips }.ReadsData());

    private static void Forecast(ParseResult parsed, CommandContext context)
    {
        string path = parsed.GetRequiredValue(s_out), format = RowOutput.Format(path, "png", "npy", "npz");
        RunInput run = RunInput.Open(parsed, context);
        var forecaster = new Forecaster(run.Model);
        DataSet data = run.Sequences(parsed.GetValue(RunInput.OwnData));
        int given = parsed.GetValue(s_context) ?? forecaster.Context, frames = parsed.GetValue(s_frames) ?? forecaster.Frames;
        forecaster.RequireFit(data.Name, data.RowShape, given);
        var result = new ForecastRows(forecaster.FrameShape, data.RowShape[0], given, frames);
        RequireRoom(result, data, format, parsed.GetValue(s_count) ?? UsualPictures);
        using (WorkProgress progress = context.Progress("forecasting"))
        {
            forecaster.Forecast(data.Rows, given, frames, result.Add, context.Rng("forecast"), progress.Report, context.Cancellation);
        }
        result.Write(path, format, run.Model.Schema, parsed.GetValue(s_strips));
        context.Finish(Document(run, data, path, result), Text(data, path, result));
    }

    /// <summary>Pictures show the first sequences; arrays hold all.</summary>
    private static void RequireRoom(ForecastRows result, DataSet data, string format, int pictures)
    {
        result.Kept = format == "png" ? Math.Min(pictures, data.Count) : data.Count;
        long values = (long)result.Kept * (result.Given + result.Frames) * result.Frame.Length;
        if (values > Array.MaxLength)
        {
            throw new InputException($"{result.Kept:N0} sequences with forecasts of {result.Frames} frames cannot be held at once; take fewer with --limit, or fewer --frames.");
        }
    }

    private static JsonObject Document(RunInput run, DataSet data, string path, ForecastRows result) => new()
    {
        ["run"] = run.Directory.Path,
        ["data"] = data.Name,
        ["out"] = path,
        ["rows"] = data.Count,
        ["context"] = result.Given,
        ["frames"] = result.Frames,
        ["mse"] = Errors(result.Errors.Model),
        ["copy_mse"] = Errors(result.Errors.Copy),
        ["linear_motion_mse"] = Errors(result.Errors.LinearMotion),
        ["mean_mse"] = Mean(result.Errors.Model),
        ["mean_copy_mse"] = Mean(result.Errors.Copy),
        ["mean_linear_motion_mse"] = Mean(result.Errors.LinearMotion),
    };

    private static JsonArray Errors(IReadOnlyList<double> errors) => new([.. errors.Select(e => JsonText.Number(e))]);

    private static JsonNode? Mean(IReadOnlyList<double> errors) => errors.Count > 0 ? JsonText.Number(errors.Average()) : null;

    private static string Text(DataSet data, string path, ForecastRows result)
    {
        string first = string.Create(CultureInfo.InvariantCulture, $"{data.Count:N0} sequences, {result.Given} frames given, {result.Frames} forecast, in {path}");
        ForecastErrors errors = result.Errors;
        if (errors.Model.Count == 0)
        {
            return first;
        }
        var lines = new List<string> { first, "mean squared error", $"{"frames ahead",-14}{"model",10}{"copy",10}{"motion",10}" };
        for (int t = 0; t < errors.Model.Count; t++)
        {
            lines.Add(Line((t + 1).ToString(CultureInfo.InvariantCulture), errors.Model[t], errors.Copy[t], errors.LinearMotion[t]));
        }
        lines.Add(Line("mean", errors.Model.Average(), errors.Copy.Average(), errors.LinearMotion.Average()));
        lines.Add("copy: the last frame given, again and again; motion: the last frame, moved on as the centroid of the frames given moved.");
        return string.Join('\n', lines);
    }

    private static string Line(string name, double model, double copy, double motion) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-14}{model,10:0.00000}{copy,10:0.00000}{motion,10:0.00000}");
}
