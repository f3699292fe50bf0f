using Latent.Data;
using Latent.Evaluation;
using Latent.Tables;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Applications;

/// <summary>
/// A linear map that may tell beside the networks of a model with few labels, fitted to the labelled rows alone: a ridge regression of a number (Hoerl and Kennard 1970),
/// or a logistic regression of every class against the others that hears the columns that tell of it (MacKay 1992).
/// </summary>
/// <param name="target">What it tells.</param>
/// <param name="map">Which of the maps of this target it is.</param>
/// <param name="rows">What it reads of every labelled row.</param>
/// <param name="columns">The column of each of these values; those with one variance for their weights have the same.</param>
/// <param name="cells">The column whose cell makes each of these values.</param>
/// <param name="missing">Of each of the first, which are the values of cells themselves, how many rows lack it.</param>
/// <param name="labels">The class of each row, or its number in the number's own units.</param>
internal sealed class LabelledMap(Target target, int map, float[][] rows, int[] columns, int[] cells, int[] missing, float[] labels)
{
    // From more rows networks learn more than a linear map does.
    private const int MostRows = 1000;

    /// <summary>The maps of a model; none where none is to tell.</summary>
    /// <param name="model">The model, which has been trained.</param>
    /// <param name="labelled">The labelled rows.</param>
    /// <param name="labels">The class or number of each.</param>
    /// <param name="cancellation">Stops it.</param>
    public static IReadOnlyList<LabelledMap> Of(TrainedModel model, RowSource labelled, float[] labels, CancellationToken cancellation)
    {
        if (model.Schema.Table is not { } table || model.Model is not SemiSupervised { Target: ClassTarget { Maps: > 0 } or NumberTarget { RidgeValues: > 0 } } told)
        {
            return [];
        }
        List<float[]>[] rows = [.. Enumerable.Range(0, told.Target is ClassTarget classes ? classes.Maps : 1).Select(_ => new List<float[]>())];
        int[] missing = new int[table.Width];
        foreach ((Batch batch, _) in Sweep.Over(model, labelled, null, cancellation: cancellation))
        {
            IReadOnlyList<Tensor> read = told.Target is ClassTarget ? told.Read(batch) : [batch.Values];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i].AddRange(read[i].ToArray().Chunk(read[i].Length / batch.Rows));
            }
            foreach (float[] known in batch.Mask?.ToArray().Chunk(table.Width) ?? [])
            {
                for (int j = 0; j < known.Length; j++)
                {
                    missing[j] += known[j] == 0 ? 1 : 0;
                }
            }
        }
        (int[] columns, int[] cells) = ColumnsOf(table, rows[0][0].Length);
        LabelledMap ofValues = new(told.Target, 0, [.. rows[0]], columns, cells, missing, labels);
        if (rows.Length == 1)
        {
            return [ofValues];
        }
        // Units are of no column, and tell whether cells are missing or not.
        int[] alike = new int[rows[1][0].Length];
        return [ofValues, new LabelledMap(told.Target, 1, [.. rows[1]], alike, alike, [], labels)];
    }

    /// <summary>What it tells of the other rows, learned from some: the log-probabilities of classes, or the number.</summary>
    /// <param name="learns">Whether it learns the row in such a place.</param>
    /// <param name="cancellation">Stops it.</param>
    public float[][] Others(Func<int, bool> learns, CancellationToken cancellation)
    {
        int[] known = [.. Enumerable.Range(0, rows.Length).Where(learns)];
        float[][] others = [.. rows.Where((_, place) => !learns(place))];
        if (target is ClassTarget classes)
        {
            LabelledOdds told = OfClasses(classes, known, cancellation);
            using Tape.Scope scope = new Tape(Backend.Default, record: false).Begin();
            return [.. told.LogProbability(Tensor.From([.. others.SelectMany(row => row)], new Shape(others.Length, columns.Length)), null).ToArray().Chunk(classes.Outputs)];
        }
        RidgeRegression ridge = OfNumber(known);
        return [.. others.Select(row => new[] { (float)ridge.Tell(row) })];
    }

    /// <summary>Lets it tell for a share, learned from all rows.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Tell(double share, CancellationToken cancellation)
    {
        int[] all = [.. Enumerable.Range(0, rows.Length)];
        if (target is ClassTarget classes)
        {
            classes.SetMap(map, OfClasses(classes, all, cancellation), share);
        }
        else if (target is NumberTarget number)
        {
            (float mean, float deviation) = number.Scale;
            RidgeRegression ridge = OfNumber(all);
            number.SetRidge(ridge.Weights.Select(weight => weight / deviation), (ridge.Intercept - mean) / deviation, share);
        }
    }

    /// <summary>What tells every class from the others. One map tells both of two.</summary>
    private LabelledOdds OfClasses(ClassTarget classes, int[] known, CancellationToken cancellation)
    {
        int count = classes.Outputs, stride = (known.Length + MostRows - 1) / MostRows;
        int[] learned = [.. known.Where((_, place) => place % stride == 0)];
        float[][] read = [.. learned.Select(place => rows[place])];
        LabelledOdds odds = classes.Odds(map);
        for (int c = count == 2 ? 1 : 0; c < count; c++)
        {
            var fitted = RelevanceRegression.Fit(read, columns, [.. learned.Select(place => labels[place] == c)], cancellation);
            (double[] usual, double[] variances) = Added(read, fitted.Weights);
            Keep(c, 1);
            if (count == 2)
            {
                Keep(0, -1);
            }

            void Keep(int own, float sign)
            {
                odds.Intercepts[own] = sign * (float)fitted.Intercept;
                for (int j = 0; j < columns.Length; j++)
                {
                    odds.Weights[(j * count) + own] = sign * (float)fitted.Weights[j];
                }
                for (int j = 0; j < usual.Length; j++)
                {
                    odds.Usual[(j * count) + own] = sign * (float)usual[j];
                    odds.Variances[(j * count) + own] = (float)variances[j];
                }
            }
        }
        return odds;
    }

    /// <summary>
    /// What a cell adds to the log-odds on the average and how much that varies, in equal parts for each of its values. The more rows lack it, the more of what its absence means is in
    /// the weights, which read it as zeros.
    /// </summary>
    private (double[] Usual, double[] Variances) Added(float[][] read, double[] weights)
    {
        double[] usual = new double[missing.Length], variances = new double[missing.Length];
        foreach (int cell in cells.Distinct())
        {
            int[] own = [.. Enumerable.Range(0, cells.Length).Where(j => cells[j] == cell)], places = [.. own.Where(j => j < missing.Length)];
            double[] added = [.. read.Select(row => own.Sum(j => weights[j] * row[j]))];
            double mean = added.Average(), variance = added.Average(a => (a - mean) * (a - mean));
            foreach (int j in places)
            {
                double parts = places.Length * (1.0 + missing[j]);
                (usual[j], variances[j]) = (mean / parts, variance / parts);
            }
        }
        return (usual, variances);
    }

    private RidgeRegression OfNumber(int[] known) => RidgeRegression.Fit([.. known.Select(place => rows[place])], [.. known.Select(place => (double)labels[place])]);

    /// <summary>
    /// The column of every value, and that of its cell; behind a row's values stand the shares of rows with lesser numbers, one for each of the first values, and of rows with lesser
    /// levels, which are heard on their own: levels whose order tells nothing may tell, and the other way round.
    /// </summary>
    private static (int[] Columns, int[] Cells) ColumnsOf(TableSchema table, int values)
    {
        int[] cells = new int[values];
        foreach (TableSlot slot in table.Slots)
        {
            cells.AsSpan(slot.Start, slot.Width).Fill(slot.Column);
        }
        int numbers = Math.Min(table.Numbers, values - table.Width), ranks = table.Width + numbers;
        cells.AsSpan(0, numbers).CopyTo(cells.AsSpan(table.Width));
        int[] columns = [.. cells];
        for (int i = ranks; i < values; i++)
        {
            cells[i] = table.Ordered[i - ranks].Column;
            columns[i] = table.Columns.Count + i;
        }
        return (columns, cells);
    }
}
