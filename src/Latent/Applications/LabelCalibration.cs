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
/// where their 90% intervals hold 90% of them (Lei et al. 2018). Linear maps of the labelled rows, whose weights are held small, tell as large shares as make classes most likely or
/// the error of numbers least (stacking: Wolpert 1992). The model itself keeps all labels.
/// </summary>
public static class LabelCalibration
{
    // From fewer labels little can be found out, and all estimates of classes tell the same share; of so many, those of one part say enough; more are not asked.
    private const int FewestLabels = 20, AmpleLabels = 2000, MostLabels = 20_000;

    // Further away the labels would have to say so very clearly.
    private const double LeastFactor = 0.1, MostFactor = 10;

    // A class that is ruled out altogether would be so at every temperature.
    private const float LeastLog = -80;

    // How far the share of a linear map of numbers is from a half, as long as no label has been seen.
    private const double ShareDeviation = 0.25;

    // For how many labels it counts that estimates of classes are taken for equally good.
    private const double Doubt = 2;

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
        IReadOnlyList<LabelledMap> maps = LabelledMap.Of(model, new SelectedRows(labelled, order), [.. order.Select(row => labels[row])], cancellation);
        List<float[]>[] linear = [.. maps.Select(_ => new List<float[]>())];
        for (int part = 0; part < learned; part++)
        {
            int[] hidden = [.. order.Where((_, place) => place % parts == part)];
            told.AddRange(Told(model, labelled, labels, hidden, cancellation));
            for (int map = 0; map < maps.Count; map++)
            {
                linear[map].AddRange(maps[map].Others(place => place % parts != part, cancellation));
            }
            progress?.Invoke((part + 1.0) / learned);
        }
        if (target is ClassTarget classes)
        {
            double temperature = Temperature(told);
            classes.Temperature = (float)temperature;
            float[] known = [.. told.Select(row => row.Label)];
            double[] shares = Shares([Likelihoods(told.Select(row => row.Told), 1 / temperature), .. linear.Select(logs => Likelihoods(logs, 1))]);
            for (int map = 0; map < maps.Count; map++)
            {
                maps[map].Tell(shares[map + 1], cancellation);
            }

            double[] Likelihoods(IEnumerable<float[]> logs, double power) => [.. logs.Zip(known, (row, label) => Math.Exp(-Nats(row, (int)label, power)))];
        }
        else if (target is NumberTarget number && told.Count > 0)
        {
            if (maps.Count > 0)
            {
                double share = RidgeShare(told, [.. linear[0].Select(number => (double)number[0])]);
                maps[0].Tell(share, cancellation);
                told = [.. told.Zip(linear[0], (row, other) => (new[] { (float)((row.Told[0] * (1 - share)) + (other[0] * share)), row.Told[1] }, row.Label))];
            }
            number.Spread = (float)Spread(told);
        }
    }

    /// <summary>
    /// For how much of the probability of classes each of several estimates is to stand, so that the known classes are most likely (stacking: Wolpert 1992). All are taken for equally good
    /// until the labels say otherwise, as if <see cref="Doubt"/> more labels had come from each.
    /// </summary>
    /// <param name="likelihoods">Of every estimate the probability that it gave the class of each row.</param>
    /// <returns>The shares, which sum to 1.</returns>
    internal static double[] Shares(IReadOnlyList<IReadOnlyList<double>> likelihoods)
    {
        int count = likelihoods.Count;
        double[] shares = [.. Enumerable.Repeat(1.0 / count, count)], sums = new double[count];
        for (double change = 1; change > 1e-6;)
        {
            Array.Fill(sums, Doubt);
            for (int row = 0; row < likelihoods[0].Count; row++)
            {
                double all = double.Epsilon;
                for (int k = 0; k < count; k++)
                {
                    all += shares[k] * likelihoods[k][row];
                }
                for (int k = 0; k < count; k++)
                {
                    sums[k] += shares[k] * likelihoods[k][row] / all;
                }
            }
            double total = sums.Sum();
            change = 0;
            for (int k = 0; k < count; k++)
            {
                change = Math.Max(change, Math.Abs((sums[k] / total) - shares[k]));
                shares[k] = sums[k] / total;
            }
        }
        return shares;
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
        // Units that tell hidden cells need no labels, and are those of the model itself.
        ComposedModel fresh = Recipe.Parse(model.Recipe, model.Schema.Name).With($"model.semi-supervised.{SemiSupervisedSettings.CellUnits}", 0).Compose(model.Schema, rows, model.Preparation);
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
