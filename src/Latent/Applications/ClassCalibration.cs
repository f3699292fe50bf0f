using Latent.Composition;
using Latent.Data;
using Latent.Targets;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Applications;

/// <summary>
/// Finds out how sure a classifier may be of what it tells. Labels are cut into parts; models of the same recipe that learn without
/// one of them tell its rows, and the temperature is the one under which the classes of all these rows are most likely (Guo et al.
/// 2017). The classifier itself keeps all labels, and which class is likeliest does not change.
/// </summary>
public static class ClassCalibration
{
    // From fewer labels a temperature says little; of so many, those of one part say enough.
    private const int FewestLabels = 20, AmpleLabels = 2000;

    // Further away the labels would have to say so very clearly.
    private const double Coldest = 0.1, Hottest = 10;

    // A class that is ruled out altogether would be so at every temperature.
    private const float LeastLog = -80;

    /// <summary>Calibrates a trained model, if it tells classes and its recipe says that they are to be (<c>model.semi-supervised.calibration</c>).</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows that it was trained on.</param>
    /// <param name="progress">Told the share of the parts that are done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="TrainingException">Loss or gradient of a part's model was not finite several times in a row.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Fit(TrainedModel model, RowSource rows, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        if (model.Model.Target is not ClassTarget { CalibrationParts: > 0 and var parts } target)
        {
            return;
        }
        TrainingOptions training = model.Composed.Training;
        var rng = new Rng(training.Seed);
        RowSource labelled = training.Labels > 0 ? LabelledDraw.Keep(rows, training.Labels, rng.Split("kept labels")) : rows;
        int[] labels = labelled.Labels ?? [], order = [.. Enumerable.Range(0, labels.Length).Where(row => labels[row] >= 0)];
        if (order.Length < Math.Max(FewestLabels, 2 * parts))
        {
            return;
        }
        // In turn the rows of a class go to all parts.
        rng.Split("calibration").Shuffle(order.AsSpan());
        order = [.. order.OrderBy(row => labels[row])];
        int learned = order.Length >= AmpleLabels ? 1 : parts;
        List<(float[] Logs, int Class)> told = [];
        for (int part = 0; part < learned; part++)
        {
            int[] hidden = [.. order.Where((_, place) => place % parts == part)];
            told.AddRange(Told(model, labelled, hidden, cancellation));
            progress?.Invoke((part + 1.0) / learned);
        }
        target.Temperature = (float)Best(told);
    }

    /// <summary>What a model that learned without the labels of some rows tells of them.</summary>
    private static IEnumerable<(float[] Logs, int Class)> Told(TrainedModel model, RowSource rows, int[] hidden, CancellationToken cancellation)
    {
        int[] labels = [.. rows.Labels!];
        Array.ForEach(hidden, row => labels[row] = -1);
        ComposedModel fresh = Recipe.Parse(model.Recipe, model.Schema.Name).Compose(model.Schema, rows, model.Preparation);
        new Trainer(fresh.Model, fresh.Training with { Labels = 0, BatchSize = Math.Min(fresh.Training.BatchSize, rows.Count) }, fresh.Preparation).Fit(rows.WithLabels(labels), cancellation: cancellation);
        int size = fresh.Model.Classes, done = 0;
        foreach ((Batch batch, _) in Sweep.Over(new TrainedModel(fresh), new SelectedRows(rows, hidden), null, cancellation: cancellation))
        {
            float[] logs = fresh.Model.Classify(batch).ToArray();
            for (int i = 0; i < batch.Rows; i++, done++)
            {
                yield return (Array.ConvertAll(logs[(i * size)..((i + 1) * size)], log => Math.Max(log, LeastLog)), rows.Labels![hidden[done]]);
            }
        }
    }

    /// <summary>The temperature under which these classes are most likely, drawn to 1 as if a standard normal of its logarithm had been known.</summary>
    internal static double Best(IReadOnlyList<(float[] Logs, int Class)> told)
    {
        double low = Math.Log(Coldest), high = Math.Log(Hottest), golden = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-4)
        {
            double left = high - (golden * (high - low)), right = low + (golden * (high - low));
            (low, high) = Loss(left) < Loss(right) ? (low, right) : (left, high);
        }
        return Math.Exp((low + high) / 2);

        double Loss(double log) => (log * log / 2) + told.Sum(row => Nats(row.Logs, row.Class, Math.Exp(-log)));
    }

    /// <summary>-log p of a class under log-probabilities that are multiplied by a power.</summary>
    private static double Nats(float[] logs, int known, double power)
    {
        double most = logs.Max() * power;
        return most + Math.Log(logs.Sum(log => Math.Exp((log * power) - most))) - (logs[known] * power);
    }
}
