using Latent.Applications;
using Latent.Data;
using Latent.Samplers;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Evaluation.Tables;

/// <summary>How like the rows of a table new ones are, what can be learned from them, and whether they give real ones away.</summary>
/// <param name="Rows">How many new rows there were.</param>
/// <param name="ColumnDistances">Of every column, how far its distribution is from that of real held-out rows: Kolmogorov and Smirnov's distance of numbers, the total variation of levels; from 0 to 1.</param>
/// <param name="Associations">Of every two columns, how strongly they go together in real held-out rows and in new ones: correlation, Cramér's V, or the correlation ratio; from 0 to 1.</param>
/// <param name="Utility">Of some columns of levels, how well a logistic regression that learned from real rows, and one that learned from new ones, tells them in held-out rows.</param>
/// <param name="Copies">How many new rows are the same as a training row.</param>
/// <param name="HeldOutCopies">How many of as many held-out rows are: what the data repeat by themselves.</param>
/// <param name="Nearest">Of every new row (of 2,000 at most), how far the nearest training row is, and the nearest of as many held-out rows: deviations of numbers, and one for every other level, added up.</param>
public sealed record SyntheticQuality(
    int Rows,
    IReadOnlyList<(string Column, double Distance)> ColumnDistances,
    IReadOnlyList<(string First, string Second, double Real, double Synthetic)> Associations,
    IReadOnlyList<(string Column, double Real, double Synthetic)> Utility,
    int Copies,
    double HeldOutCopies,
    IReadOnlyList<(double Training, double HeldOut)> Nearest)
{
    /// <summary>The fewest rows that tell anything.</summary>
    public const int FewestRows = 50;

    private const int MostRows = 5000, MostNear = 2000, MostTargets = 5, MostLevels = 20;

    /// <summary>The mean distance of the columns' distributions.</summary>
    public double MeanColumnDistance => ColumnDistances.Average(c => c.Distance);

    /// <summary>How much the strength between two columns is off, in the mean of all pairs.</summary>
    public double AssociationError => Associations.Count == 0 ? 0 : Associations.Average(pair => Math.Abs(pair.Real - pair.Synthetic));

    /// <summary>The share of new rows that are nearer to a training row than to any of as many held-out rows: a half if they know nothing of single training rows, 1 if they are copies.</summary>
    public double NearerToTraining => Nearest.Average(row => row.Training < row.HeldOut ? 1 : row.Training == row.HeldOut ? 0.5 : 0);

    /// <summary>The real rows that were not learned from; null where only figures are known.</summary>
    internal TableSample? HeldOut { get; init; }

    /// <summary>The new rows; null where only figures are known.</summary>
    internal TableSample? Made { get; init; }

    /// <summary>Draws new rows and compares them with real ones.</summary>
    /// <param name="model">A model of a table.</param>
    /// <param name="train">Rows that it learned from.</param>
    /// <param name="heldOut">Rows that it did not.</param>
    /// <param name="count">How many new rows; at most 5,000 are compared.</param>
    /// <param name="seed">Fixes them.</param>
    /// <param name="sampler">What latents, or rows, are drawn from; null for the prior.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="InputException">There are too few rows, or no table's.</exception>
    public static SyntheticQuality Measure(TrainedModel model, DataSet train, DataSet heldOut, int count, ulong seed, Sampler? sampler = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(heldOut);
        if (Math.Min(count, Math.Min(train.Count, heldOut.Count)) < FewestRows)
        {
            throw new InputException($"New rows are compared with at least {FewestRows} training rows and as many held-out ones; there are {train.Count} and {heldOut.Count}, and {count} new ones were asked for.");
        }
        TableSchema schema = model.Schema.Table ?? throw new InputException("This model was not made for a table with columns.");
        float[] drawn = new TableGenerator(model, sampler).Draw(Math.Min(count, MostRows), new Rng(seed).Split("samples"), cancellation);
        return Compare(TableSample.Of(schema, train, MostRows), TableSample.Of(schema, heldOut, MostRows), TableSample.Of(schema, drawn), model.Model.Parameters[0].Backend, cancellation);
    }

    internal static SyntheticQuality Compare(TableSample train, TableSample heldOut, TableSample made, Backend backend, CancellationToken cancellation = default)
    {
        (string, double)[] distances = [.. made.Columns.Select((column, i) => (made.Schema.Columns[column].Name, Distance(heldOut, made, i)))];
        HashSet<string> known = [.. Enumerable.Range(0, train.Count).Select(train.Text)];
        double repeated = Enumerable.Range(0, heldOut.Count).Count(r => known.Contains(heldOut.Text(r))) * (double)made.Count / heldOut.Count;
        return new SyntheticQuality(
            made.Count,
            distances,
            [.. ColumnAssociation.Of(heldOut).Zip(ColumnAssociation.Of(made), (real, synthetic) => (real.First, real.Second, real.Strength, synthetic.Strength))],
            Learned(train, heldOut, made, backend, cancellation),
            Enumerable.Range(0, made.Count).Count(r => known.Contains(made.Text(r))),
            repeated,
            Distances(train, heldOut, made, cancellation))
        {
            HeldOut = heldOut,
            Made = made,
        };
    }

    /// <summary>How far the distributions of one column are apart.</summary>
    internal static double Distance(TableSample a, TableSample b, int place) =>
        a.HasLevels(place) ? TotalVariation(a.Cells[place], b.Cells[place]) : KolmogorovSmirnov(a.Cells[place], b.Cells[place]);

    /// <summary>The largest distance between two cumulative distributions.</summary>
    internal static double KolmogorovSmirnov(float[] a, float[] b)
    {
        float[] x = [.. a.Where(v => !float.IsNaN(v)).Order()], y = [.. b.Where(v => !float.IsNaN(v)).Order()];
        double largest = 0;
        for (int i = 0, j = 0; i < x.Length && j < y.Length;)
        {
            float at = Math.Min(x[i], y[j]);
            while (i < x.Length && x[i] <= at)
            {
                i++;
            }
            while (j < y.Length && y[j] <= at)
            {
                j++;
            }
            largest = Math.Max(largest, Math.Abs(((double)i / x.Length) - ((double)j / y.Length)));
        }
        return largest;
    }

    /// <summary>Half the sum of the differences of the levels' shares.</summary>
    internal static double TotalVariation(float[] a, float[] b)
    {
        Dictionary<float, double> x = Shares(a), y = Shares(b);
        return x.Keys.Union(y.Keys).Sum(level => Math.Abs(x.GetValueOrDefault(level) - y.GetValueOrDefault(level))) / 2;

        static Dictionary<float, double> Shares(float[] cells)
        {
            float[] present = [.. cells.Where(v => !float.IsNaN(v))];
            return present.CountBy(v => v).ToDictionary(p => p.Key, p => (double)p.Value / present.Length);
        }
    }

    private static List<(string, double, double)> Learned(TableSample train, TableSample heldOut, TableSample made, Backend backend, CancellationToken cancellation)
    {
        List<(string, double, double)> all = [];
        for (int i = 0; i < made.Columns.Length && all.Count < MostTargets; i++)
        {
            Column column = made.Schema.Columns[made.Columns[i]];
            if (column.HasLevels && column.Levels.Count <= MostLevels && made.Columns.Length > 1)
            {
                all.Add((column.Name, Accuracy(train, heldOut, i, backend, cancellation), Accuracy(made, heldOut, i, backend, cancellation)));
            }
        }
        return all;
    }

    /// <summary>The share of held-out rows whose level is told from their other cells.</summary>
    private static double Accuracy(TableSample learned, TableSample heldOut, int target, Backend backend, CancellationToken cancellation)
    {
        TableSlot slot = learned.Schema.SlotsOf[learned.Columns[target]][0];
        (float[] rows, int[] labels) = Features(learned, target, slot);
        (float[] others, int[] truth) = Features(heldOut, target, slot);
        int size = learned.Schema.Width - slot.Width;
        if (labels.Length == 0 || truth.Length == 0)
        {
            return double.NaN;
        }
        float[] logs = LogisticRegression.Fit(rows, size, labels, slot.Width, backend, cancellation).LogProbabilities(others);
        return truth.Where((label, r) => Best(logs.AsSpan(r * slot.Width, slot.Width)) == label).Count() / (double)truth.Length;
    }

    private static (float[] Rows, int[] Labels) Features(TableSample sample, int target, TableSlot slot)
    {
        List<float> rows = [];
        List<int> labels = [];
        for (int r = 0; r < sample.Count; r++)
        {
            if (float.IsNaN(sample.Cells[target][r]))
            {
                continue;
            }
            labels.Add((int)sample.Cells[target][r]);
            ReadOnlySpan<float> row = sample.Row(r);
            for (int j = 0; j < row.Length; j++)
            {
                if (j < slot.Start || j >= slot.Start + slot.Width)
                {
                    rows.Add(float.IsNaN(row[j]) ? 0 : row[j]);
                }
            }
        }
        return ([.. rows], [.. labels]);
    }

    private static int Best(ReadOnlySpan<float> logs)
    {
        int best = 0;
        for (int i = 1; i < logs.Length; i++)
        {
            best = logs[i] > logs[best] ? i : best;
        }
        return best;
    }

    private static (double, double)[] Distances(TableSample train, TableSample heldOut, TableSample made, CancellationToken cancellation)
    {
        int each = Math.Min(Math.Min(train.Count, heldOut.Count), MostNear);
        var distances = new (double, double)[Math.Min(made.Count, MostNear)];
        for (int r = 0; r < distances.Length; r++)
        {
            cancellation.ThrowIfCancellationRequested();
            distances[r] = (NearestTo(made, r, train, each), NearestTo(made, r, heldOut, each));
        }
        return distances;
    }

    private static double NearestTo(TableSample of, int row, TableSample among, int count)
    {
        double best = double.PositiveInfinity;
        for (int k = 0; k < count; k++)
        {
            int other = (int)((long)k * among.Count / count);
            double sum = 0;
            for (int i = 0; i < of.Columns.Length && sum < best; i++)
            {
                float a = of.Cells[i][row], b = among.Cells[i][other];
                sum += float.IsNaN(a) || float.IsNaN(b) ? (float.IsNaN(a) == float.IsNaN(b) ? 0 : 1) : of.HasLevels(i) ? (a == b ? 0 : 1) : Math.Abs(a - b);
            }
            best = Math.Min(best, sum);
        }
        return best;
    }
}
