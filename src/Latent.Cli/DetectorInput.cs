using Latent.Applications;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Files;

namespace Latent.Cli;

/// <summary>The detector of anomalies that is kept with the model of a table.</summary>
internal static class DetectorInput
{
    // With more values a row, learning a detector takes longer than the training itself: it waits until it is asked for.
    private const int WidestKept = 2000;

    /// <summary>Learns a detector beside the model of a run and keeps it in the model's file, if the run is of a table with rows enough.</summary>
    public static void Keep(TrainedModel model, TrainingData rows, RunDirectory directory, CommandContext context)
    {
        if (model.Schema.Table is null || model.Schema.Table.Width > WidestKept || rows.Train.Count < AnomalyDetector.FewestRows)
        {
            return;
        }
        model.Detector = Learn(model, rows.Train, rows.Validation, new AnomalyDetectorOptions(), context);
        model.Save(directory.Model);
    }

    /// <summary>The detector of a run: the one kept with it, or one that is learned now from the run's own rows and kept.</summary>
    /// <param name="run">The run.</param>
    /// <param name="contamination">The share of anomalies among the training rows, if it was said: a detector that was kept with another is learned anew.</param>
    /// <param name="context">Shows the work.</param>
    public static AnomalyDetector Open(RunInput run, double? contamination, CommandContext context)
    {
        if (run.Model.Schema.Table is null)
        {
            throw new InputException($"Anomalies are found in tables, and {run.Directory.Path} was trained on {run.Model.Schema.Name}, which is none; train on a .csv, .tsv or .jsonl file.");
        }
        if (run.Model.Detector is { } kept && (contamination is null || kept.Options.Contamination == contamination))
        {
            return kept;
        }
        TrainingData rows = run.Own() ?? throw new InputException($"{run.Directory.Path} holds no such detector, and it is not known what data its model was trained on; give the folder of its run.");
        run.Model.Detector = Learn(run.Model, rows.Train, rows.Validation, new AnomalyDetectorOptions { Contamination = contamination ?? 0 }, context);
        run.Model.Save(run.Directory.Model);
        return run.Model.Detector;
    }

    private static AnomalyDetector Learn(TrainedModel model, DataSet train, DataSet? validation, AnomalyDetectorOptions options, CommandContext context)
    {
        using WorkProgress progress = context.Progress("learning to detect anomalies");
        return new AnomalyDetector(options with { Seed = model.Composed.Training.Seed })
            .Fit(model.Schema.Fit(train), model.Schema.Table!, train.Name, validation is null ? null : model.Schema.Fit(validation), progress.Report, context.Cancellation);
    }
}
