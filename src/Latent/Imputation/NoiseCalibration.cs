using Latent.Applications;
using Latent.Composition;
using Latent.Data;
using Latent.Tables;
using Latent.Tensors;
using Latent.Training;

namespace Latent.Imputation;

/// <summary>
/// Sets the noise of numbers so that intervals hold what they are to hold. A model that has learned few rows nearly by heart
/// takes them for less noisy than new ones are: one that learns without some of the cells tells by how much, and the noise
/// that those cells call for is given to the model that has learned from all.
/// </summary>
internal static class NoiseCalibration
{
    /// <summary>From more rows noise is learned well.</summary>
    public const int MostRows = 5000;

    private const double Held = 0.2, Level = 0.9;

    // The deviation is made at most so much less or more, by halving.
    private const double Least = 0.7, Most = 2.5;

    private const int Halvings = 6, Draws = 100, FewestCells = 50, MostCells = 4000;

    /// <summary>Makes the noise of a model that has learned from a table what cells that were held back call for.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">How it was made.</param>
    /// <param name="data">What it learned from.</param>
    /// <param name="options">Of the imputer; its progress is that of the second training.</param>
    /// <param name="cancellation">Stops it.</param>
    public static void Apply(LatentModel model, Recipe recipe, DataSet data, ImputerOptions options, CancellationToken cancellation)
    {
        TableSchema schema = data.Table!;
        int width = schema.Width;
        float[] values = new float[data.Count * width];
        data.Rows.Read([.. Enumerable.Range(0, data.Count)], values);
        float[] shown = [.. values];
        Dictionary<int, List<int>> held = Hold(shown, schema, data.Count, new Rng(options.Seed).Split("held cells"));
        if (Noise(model) is not { } noise || held.Values.Sum(columns => columns.Count) < FewestCells)
        {
            return;
        }
        var rows = new MemoryRows(shown, width, hasGaps: true, [.. Enumerable.Range(0, data.Count)]);
        ComposedModel composed = recipe.Compose(DataSchema.Of(data), rows);
        new Trainer(composed.Model, composed.Training, composed.Preparation) { Progress = options.Progress }.Fit(rows, cancellation: cancellation);
        Tensor other = Noise(composed.Model)!;
        float[] learned = other.ToArray();
        double least = Math.Log(Least), most = Math.Log(Most);
        for (int i = 0; i < Halvings; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            double middle = (least + most) / 2;
            other.Set(Widened(learned, middle));
            (least, most) = Covered(composed.Model, schema, values, shown, held, options) < Level ? (middle, most) : (least, middle);
        }
        noise.Set(Widened(noise.ToArray(), (least + most) / 2));
    }

    /// <summary>Takes numbers out of rows.</summary>
    /// <returns>Their columns by their rows.</returns>
    private static Dictionary<int, List<int>> Hold(float[] values, TableSchema schema, int rows, Rng rng)
    {
        var held = new Dictionary<int, List<int>>();
        int cells = 0;
        TableSlot[] numbers = [.. schema.Slots.Where(slot => slot.Kind is SlotKind.Real && schema.Columns[slot.Column].Kind is not ColumnKind.Date)];
        foreach (int row in Order(rows, rng))
        {
            foreach (TableSlot slot in numbers)
            {
                if (cells < MostCells && !float.IsNaN(values[(row * schema.Width) + slot.Start]) && rng.NextDouble() < Held)
                {
                    foreach (TableSlot of in schema.SlotsOf[slot.Column])
                    {
                        values.AsSpan((row * schema.Width) + of.Start, of.Width).Fill(float.NaN);
                    }
                    (held.TryGetValue(row, out List<int>? columns) ? columns : held[row] = []).Add(slot.Column);
                    cells++;
                }
            }
        }
        return held;
    }

    private static int[] Order(int rows, Rng rng)
    {
        int[] order = [.. Enumerable.Range(0, rows)];
        rng.Shuffle(order.AsSpan());
        return order;
    }

    /// <summary>Which share of the held cells lies in its interval.</summary>
    private static double Covered(LatentModel model, TableSchema schema, float[] values, float[] shown, Dictionary<int, List<int>> held, ImputerOptions options)
    {
        var filler = new GapFiller(model, schema, options.Samples, Draws);
        Rng rng = new Rng(options.Seed).Split("held intervals");
        int[] rows = [.. held.Keys.Order()];
        float[] chunk = new float[filler.ChunkRows * schema.Width];
        int inside = 0, all = 0;
        for (int from = 0; from < rows.Length; from += filler.ChunkRows)
        {
            int count = Math.Min(filler.ChunkRows, rows.Length - from);
            for (int i = 0; i < count; i++)
            {
                shown.AsSpan(rows[from + i] * schema.Width, schema.Width).CopyTo(chunk.AsSpan(i * schema.Width));
            }
            ImputedRows found = filler.Fill(chunk, count, rng.Split((ulong)from));
            for (int i = 0; i < count; i++)
            {
                foreach (int place in held[rows[from + i]])
                {
                    Column column = schema.Columns[place];
                    double truth = column.Rounded(column.Restore(values[(rows[from + i] * schema.Width) + schema.SlotsOf[place][0].Start]));
                    (_, double lower, double upper) = found.Spread(i, place, Level);
                    inside += column.Rounded(lower) <= truth && truth <= column.Rounded(upper) ? 1 : 0;
                    all++;
                }
            }
        }
        return inside / (double)all;
    }

    /// <summary>The logarithms of the noise's variances, one for every real number; null for noise of another kind.</summary>
    private static Tensor? Noise(LatentModel model)
    {
        int place = model.Parameters.Names.ToList().IndexOf("likelihood.reals.log_variance");
        return place < 0 ? null : model.Parameters[place];
    }

    private static float[] Widened(float[] logVariances, double logFactor) => Array.ConvertAll(logVariances, v => v + (float)(2 * logFactor));
}
