using Latent.Data;
using Latent.Evaluation;
using Latent.Tables;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Applications;

/// <summary>
/// The linear map that may tell beside the networks of a model with few labels, fitted to the labelled rows alone: a ridge regression of a number (Hoerl and Kennard 1970),
/// or a logistic regression of every class against the others that hears the columns that tell of it (MacKay 1992).
/// </summary>
/// <param name="target">What it tells.</param>
/// <param name="rows">What it reads of every labelled row.</param>
/// <param name="columns">The column that each of these values belongs to.</param>
/// <param name="labels">The class of each row, or its number in the number's own units.</param>
internal sealed class LabelledMap(Target target, float[][] rows, int[] columns, float[] labels)
{
    // From more rows networks learn more than a linear map does.
    private const int MostRows = 1000;

    /// <summary>The map of a model; null where none is to tell.</summary>
    /// <param name="model">The model, which has been trained.</param>
    /// <param name="labelled">The labelled rows.</param>
    /// <param name="labels">The class or number of each.</param>
    /// <param name="cancellation">Stops it.</param>
    public static LabelledMap? Of(TrainedModel model, RowSource labelled, float[] labels, CancellationToken cancellation)
    {
        if (model.Schema.Table is not { } table || model.Model is not SemiSupervised { Target: ClassTarget { RidgeValues: > 0 } or NumberTarget { RidgeValues: > 0 } } told)
        {
            return null;
        }
        List<float[]> rows = [];
        foreach ((Batch batch, _) in Sweep.Over(model, labelled, null, cancellation: cancellation))
        {
            Tensor read = told.Target is ClassTarget ? told.Read(batch) : batch.Values;
            rows.AddRange(read.ToArray().Chunk(read.Length / read.Shape[0]));
        }
        return new LabelledMap(told.Target, [.. rows], ColumnsOf(table, rows[0].Length), labels);
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
            (float[] weights, float[] intercepts) = OfClasses(classes.Outputs, known, cancellation);
            using Tape.Scope scope = new Tape(Backend.Default, record: false).Begin();
            return [.. classes.Linear(Tensor.From([.. others.SelectMany(row => row)], new Shape(others.Length, columns.Length)), weights, intercepts).ToArray().Chunk(classes.Outputs)];
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
            (float[] weights, float[] intercepts) = OfClasses(classes.Outputs, all, cancellation);
            classes.SetRidge(weights, intercepts, share);
        }
        else if (target is NumberTarget number)
        {
            (float mean, float deviation) = number.Scale;
            RidgeRegression ridge = OfNumber(all);
            number.SetRidge(ridge.Weights.Select(weight => weight / deviation), (ridge.Intercept - mean) / deviation, share);
        }
    }

    /// <summary>[values, classes] and [classes]: what tells every class from the others. One map tells both of two.</summary>
    private (float[] Weights, float[] Intercepts) OfClasses(int classes, int[] known, CancellationToken cancellation)
    {
        int stride = (known.Length + MostRows - 1) / MostRows;
        int[] learned = [.. known.Where((_, place) => place % stride == 0)];
        float[][] read = [.. learned.Select(place => rows[place])];
        float[] weights = new float[columns.Length * classes], intercepts = new float[classes];
        for (int c = classes == 2 ? 1 : 0; c < classes; c++)
        {
            var fitted = RelevanceRegression.Fit(read, columns, [.. learned.Select(place => labels[place] == c)], cancellation);
            Keep(c, fitted, 1);
            if (classes == 2)
            {
                Keep(0, fitted, -1);
            }
        }
        return (weights, intercepts);

        void Keep(int c, RelevanceRegression fitted, float sign)
        {
            intercepts[c] = sign * (float)fitted.Intercept;
            for (int j = 0; j < columns.Length; j++)
            {
                weights[(j * classes) + c] = sign * (float)fitted.Weights[j];
            }
        }
    }

    private RidgeRegression OfNumber(int[] known) => RidgeRegression.Fit([.. known.Select(place => rows[place])], [.. known.Select(place => (double)labels[place])]);

    /// <summary>
    /// The column of every value; behind a row's values stand the shares of rows with lesser numbers, one for each of the first values, and of rows with lesser levels, which are
    /// heard on their own: levels whose order tells nothing may tell, and the other way round.
    /// </summary>
    private static int[] ColumnsOf(TableSchema table, int values)
    {
        int[] columns = new int[values];
        foreach (TableSlot slot in table.Slots)
        {
            columns.AsSpan(slot.Start, slot.Width).Fill(slot.Column);
        }
        int numbers = Math.Min(table.Numbers, values - table.Width), next = table.Columns.Count;
        columns.AsSpan(0, numbers).CopyTo(columns.AsSpan(table.Width));
        for (int i = table.Width + numbers; i < values; i++)
        {
            columns[i] = next++;
        }
        return columns;
    }
}
