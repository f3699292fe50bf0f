using Latent.Composition;
using Latent.Data;
using Latent.Distributions;
using Latent.Evaluation;
using Latent.Targets;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Applications;

/// <summary>
/// Finds out how sure a model may be of the class or number that it tells. Labels are cut into parts; models of the same recipe that learn without
/// one of them tell its rows. Of classes the temperature is the one under which those of all these rows are most likely (Guo et al. 2017), and deviations of numbers are brought to
/// where their 90% intervals hold 90% of them (Lei et al. 2018). A linear map of the labelled rows, whose weights are held small, tells as large a share as makes classes most likely or
/// the error of numbers least (stacking: Wolpert 1992). The model itself keeps all labels.
/// </summary>
public static class LabelCalibration
{
    // From fewer labels little can be found out, and a linear map of classes tells its half; of so many, those of one part say enough; more are not asked.
    private const int FewestLabels = 20, AmpleLabels = 2000, MostLabels = 20_000;

    // Further away the labels would have to say so very clearly.
    private const double LeastFactor = 0.1, MostFactor = 10;

    // A class that is ruled out altogether would be so at every temperature.
    private const float LeastLog = -80;

    // How far the share of a linear map is from a half, as long as no label has been seen.
    private const double ShareDeviation = 0.25;

    // Of a standard normal so much lies within so many deviations.
    private const double Held = 0.9, Within = 1.6448536;

    /// <summary>Calibrates a trained model, if it tells labels and its recipe says that they are to be (<c>model.semi-supervised.calibration</c>).</summary>
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
        if (model.Model.Target is not { CalibrationParts: > 0 and var parts } target)
        {
            return;
        }
        TrainingOptions training = model.Composed.Training;
        var rng = new Rng(training.Seed);
        RowSource labelled = training.Labels > 0 ? LabelledDraw.Keep(rows, training.Labels, rng.Split("kept labels")) : rows;
        float[] labels = LabelsOf(labelled, target);
        int[] order = [.. Enumerable.Range(0, labels.Length).Where(row => !float.IsNaN(labels[row]))];
        if (order.Length == 0)
        {
            return;
        }
        // In turn the rows of a class, or of numbers alike, go to all parts.
        rng.Split("calibration").Shuffle(order.AsSpan());
        order = [.. order.OrderBy(row => labels[row])];
        int stride = (order.Length + MostLabels - 1) / MostLabels;
        order = [.. order.Where((_, place) => place % stride == 0)];
        int learned = order.Length < Math.Max(FewestLabels, 2 * parts) ? 0 : order.Length >= AmpleLabels ? 1 : parts;
        List<(float[] Told, float Label)> told = [];
        List<float[]> linear = [];
        var map = LabelledMap.Of(model, new SelectedRows(labelled, order), [.. order.Select(row => labels[row])], cancellation);
        for (int part = 0; part < learned; part++)
        {
            int[] hidden = [.. order.Where((_, place) => place % parts == part)];
            told.AddRange(Told(model, labelled, labels, hidden, cancellation));
            linear.AddRange(map?.Others(place => place % parts != part, cancellation) ?? []);
            progress?.Invoke((part + 1.0) / learned);
        }
        if (target is ClassTarget classes)
        {
            double temperature = Temperature(told);
            classes.Temperature = (float)temperature;
            map?.Tell(RidgeShare(told, temperature, linear), cancellation);
        }
        else if (target is NumberTarget number && told.Count > 0)
        {
            if (map is not null)
            {
                double share = RidgeShare(told, [.. linear.Select(number => (double)number[0])]);
                map.Tell(share, cancellation);
                told = [.. told.Zip(linear, (row, other) => (new[] { (float)((row.Told[0] * (1 - share)) + (other[0] * share)), row.Told[1] }, row.Label))];
            }
            number.Spread = (float)Spread(told);
        }
    }

    /// <summary>
    /// For how much of the probability of classes another estimate is to stand beside the one that is told, so that the known classes are most likely; from 0 to 1. Both are taken for
    /// equally good, give or take <see cref="ShareDeviation"/>, until the labels say otherwise.
    /// </summary>
    /// <param name="told">Of every row the log-probabilities that were told, and its class.</param>
    /// <param name="temperature">What those are divided by.</param>
    /// <param name="other">The log-probabilities of the other estimate.</param>
    internal static double RidgeShare(IReadOnlyList<(float[] Logs, float Class)> told, double temperature, IReadOnlyList<float[]> other)
    {
        (double Told, double Other)[] likelihoods = [.. told.Zip(other, (row, logs) => (Math.Exp(-Nats(row.Logs, (int)row.Class, 1 / temperature)), Math.Exp(-Nats(logs, (int)row.Class, 1))))];
        return Least(0, 1, share =>
        {
            double off = (share - 0.5) / ShareDeviation;
            return (off * off / 2) - likelihoods.Sum(of => Math.Log(Math.Max(((1 - share) * of.Told) + (share * of.Other), double.Epsilon)));
        });
    }

    /// <summary>
    /// For how much of a number another estimate is to stand beside the one that is told, so that the mean square error is least; from 0 to 1. Both are taken for equally good, give or take
    /// <see cref="ShareDeviation"/>, until the labels say otherwise.
    /// </summary>
    internal static double RidgeShare(IReadOnlyList<(float[] MeanAndDeviation, float Number)> told, IReadOnlyList<double> other)
    {
        double along = 0, apart = 0, missed = 0;
        for (int i = 0; i < told.Count; i++)
        {
            double off = told[i].Number - told[i].MeanAndDeviation[0], difference = other[i] - told[i].MeanAndDeviation[0];
            along += off * difference;
            apart += difference * difference;
            missed += off * off;
        }
        if (!(apart > 0))
        {
            return 0;
        }
        double best = Math.Clamp(along / apart, 0, 1);
        double variance = (missed - (2 * best * along) + (best * best * apart)) / told.Count, doubt = variance / (ShareDeviation * ShareDeviation);
        return Math.Clamp((along + (0.5 * doubt)) / (apart + doubt), 0, 1);
    }

    /// <summary>The temperature under which these classes are most likely, drawn to 1 as if a standard normal of its logarithm had been known.</summary>
    internal static double Temperature(IReadOnlyList<(float[] Logs, float Class)> told)
    {
        return Math.Exp(Least(Math.Log(LeastFactor), Math.Log(MostFactor), log => (log * log / 2) + told.Sum(row => Nats(row.Logs, (int)row.Class, Math.Exp(-log)))));
    }

    /// <summary>What deviations are to be multiplied by so that 90% of the numbers lie in their 90% intervals.</summary>
    /// <param name="told">Of every row the mean and the deviation that were told, and its number.</param>
    internal static double Spread(IReadOnlyList<(float[] MeanAndDeviation, float Number)> told)
    {
        double[] off = [.. told.Select(row => Math.Abs(row.Number - row.MeanAndDeviation[0]) / (double)row.MeanAndDeviation[1]).Order()];
        return Math.Clamp(off[Math.Min(off.Length, (int)Math.Ceiling(Held * (off.Length + 1))) - 1] / Within, LeastFactor, MostFactor);
    }

    /// <summary>Where a function of one valley is least (golden section).</summary>
    private static double Least(double low, double high, Func<double, double> function)
    {
        double golden = (Math.Sqrt(5) - 1) / 2;
        while (high - low > 1e-4)
        {
            double left = high - (golden * (high - low)), right = low + (golden * (high - low));
            (low, high) = function(left) < function(right) ? (low, right) : (left, high);
        }
        return (low + high) / 2;
    }

    /// <summary>Classes, or numbers in their own units; not a number where there is none.</summary>
    private static float[] LabelsOf(RowSource rows, Target target) => target is NumberTarget
        ? rows.Targets ?? []
        : [.. (rows.Labels ?? []).Select(label => label < 0 ? float.NaN : label)];

    /// <summary>What a model that learned without the labels of some rows tells of them.</summary>
    private static IEnumerable<(float[] Told, float Label)> Told(TrainedModel model, RowSource rows, float[] labels, int[] hidden, CancellationToken cancellation)
    {
        float[] left = [.. labels];
        Array.ForEach(hidden, row => left[row] = float.NaN);
        ComposedModel fresh = Recipe.Parse(model.Recipe, model.Schema.Name).Compose(model.Schema, rows, model.Preparation);
        RowSource known = fresh.Model.Target is NumberTarget ? rows.WithTargets(left) : rows.WithLabels([.. left.Select(label => float.IsNaN(label) ? -1 : (int)label)]);
        new Trainer(fresh.Model, fresh.Training with { Labels = 0, BatchSize = Math.Min(fresh.Training.BatchSize, rows.Count) }, fresh.Preparation).Fit(known, cancellation: cancellation);
        int done = 0;
        foreach ((Batch batch, _) in Sweep.Over(new TrainedModel(fresh), new SelectedRows(rows, hidden), null, cancellation: cancellation))
        {
            foreach (float[] told in fresh.Model.Target is NumberTarget number ? Numbers(fresh.Model.Regress(batch), number.Scale) : Classes(fresh.Model.Classify(batch)))
            {
                yield return (told, labels[hidden[done++]]);
            }
        }
    }

    private static IEnumerable<float[]> Classes(Tensor logs) => logs.ToArray().Select(log => Math.Max(log, LeastLog)).Chunk(logs.Shape[1]);

    private static IEnumerable<float[]> Numbers(GaussianDistribution told, (float Mean, float Deviation) scale) =>
        told.Mean.ToArray().Zip(told.LogVariance.ToArray(), (mean, log) => new[] { scale.Mean + (scale.Deviation * mean), scale.Deviation * MathF.Exp(0.5f * log) });

    /// <summary>-log p of a class under log-probabilities that are multiplied by a power.</summary>
    private static double Nats(float[] logs, int known, double power)
    {
        double most = logs.Max() * power;
        return most + Math.Log(logs.Sum(log => Math.Exp((log * power) - most))) - (logs[known] * power);
    }
}
