using Latent.Distributions;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Imputation;

/// <summary>
/// Finds out about the missing cells of rows: latents are drawn from the posterior of the cells that are there and weighed by
/// their importance; the mean of what they decode to is the best guess, and draws from it show its spread (Mattei and
/// Frellsen 2019).
/// </summary>
internal sealed class GapFiller
{
    // Values that a chunk may have decoded at a time.
    private const int MostValues = 1 << 21;

    private const int MostRows = 128;

    // Where gaps tell of values, so many draws of a cell stand for all.
    private const int Candidates = 16;

    private readonly LatentModel _model;
    private readonly TableSchema _schema;
    private readonly Backend _backend;
    private readonly Tape _tape;
    private readonly int _samples;
    private readonly int _draws;
    private readonly bool _keepsLevels;
    private readonly bool[] _areGrades;

    /// <param name="model">The model, of a table.</param>
    /// <param name="schema">The table's columns.</param>
    /// <param name="samples">How many latents are weighed.</param>
    /// <param name="draws">How many draws are made of every cell.</param>
    /// <param name="keepsLevels">Whether the probabilities of all levels are wanted, not of the best alone.</param>
    public GapFiller(LatentModel model, TableSchema schema, int samples, int draws, bool keepsLevels = false)
    {
        (_model, _schema, _samples, _draws, _keepsLevels) = (model, schema, samples, draws, keepsLevels);
        _areGrades = [.. schema.Columns.Select(column => column.Grades is not null)];
        _backend = model.Parameters[0].Backend;
        _tape = new Tape(_backend, record: false);
        ChunkRows = Math.Clamp(MostValues / (Math.Max(samples, draws) * schema.Width), 1, MostRows);
    }

    /// <summary>How many rows are taken together at most.</summary>
    public int ChunkRows { get; }

    /// <summary>Finds out about some rows.</summary>
    /// <param name="values">[rows, values] as the model sees them, missing ones not a number.</param>
    /// <param name="rows">How many.</param>
    /// <param name="rng">Where latents and draws come from.</param>
    public ImputedRows Fill(ReadOnlySpan<float> values, int rows, Rng rng)
    {
        using Tape.Scope scope = _tape.Begin();
        int width = _schema.Width;
        float[] known = new float[rows * width], mask = new float[rows * width];
        for (int i = 0; i < known.Length; i++)
        {
            (known[i], mask[i]) = float.IsNaN(values[i]) ? (0, 0) : (values[i], 1);
        }
        var shape = new Shape(rows, width);
        var batch = new Batch(Tensor.From(known, shape, _backend)) { Mask = Tensor.From(mask, shape, _backend) };
        Pass pass = _model.Infer(batch, _samples, rng);
        double[] weights = Weights(pass, rows);
        var result = new ImputedRows(_schema, rows, _draws);
        var decoded = new DecodedCells(_schema, pass.Likelihood);
        double[] levels = new double[width];
        foreach ((int row, int column) in Gaps(mask, rows))
        {
            Span<double> sum = levels.AsSpan(0, Math.Max(1, _schema.Columns[column].Levels.Count));
            sum.Clear();
            for (int sample = 0; sample < _samples; sample++)
            {
                decoded.Add((sample * rows) + row, column, weights[(sample * rows) + row], sum);
            }
            if (_keepsLevels && _schema.Columns[column].HasLevels)
            {
                result.SetLevels(row, column, sum);
            }
            int best = _areGrades[column] ? Median(sum) : Likeliest(sum);
            result.SetBest(row, column, _schema.Columns[column].HasLevels ? best : sum[0], sum[best]);
        }
        if (_draws > 0)
        {
            Draw(pass, weights, mask, result, rows, rng);
        }
        return result;
    }

    private static int Likeliest(ReadOnlySpan<double> levels)
    {
        int best = 0;
        for (int level = 1; level < levels.Length; level++)
        {
            best = levels[level] > levels[best] ? level : best;
        }
        return best;
    }

    /// <summary>The level that as much lies below of as above: of grades, to guess too low costs as much as to guess too high.</summary>
    private static int Median(ReadOnlySpan<double> levels)
    {
        double all = 0, below = 0;
        foreach (double level in levels)
        {
            all += level;
        }
        int median = 0;
        for (; median < levels.Length - 1 && below + levels[median] < all / 2; median++)
        {
            below += levels[median];
        }
        return median;
    }

    /// <summary>The cells that are missing.</summary>
    private IEnumerable<(int Row, int Column)> Gaps(float[] mask, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < _schema.Columns.Count; column++)
            {
                // The last slot is there in every cell that is: of a number with atoms it tells which.
                if (_schema.SlotsOf[column] is [.., var slot] && mask[(row * _schema.Width) + slot.Start] == 0)
                {
                    yield return (row, column);
                }
            }
        }
    }

    /// <summary>[samples, rows]: what every latent counts for in its row.</summary>
    private double[] Weights(Pass pass, int rows)
    {
        double[] weights = new double[_samples * rows];
        if (!_model.HasDensity)
        {
            Array.Fill(weights, 1.0 / _samples);
            return weights;
        }
        float[] logs = pass.LogWeight.ToArray();
        for (int row = 0; row < rows; row++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int i = row; i < logs.Length; i += rows)
            {
                largest = Math.Max(largest, logs[i]);
            }
            for (int i = row; i < logs.Length; i += rows)
            {
                weights[i] = Math.Exp(logs[i] - largest);
                sum += weights[i];
            }
            for (int i = row; i < logs.Length; i += rows)
            {
                weights[i] = double.IsFinite(sum) ? weights[i] / sum : 1.0 / _samples;
            }
        }
        return weights;
    }

    /// <summary>Draws latents by their weights, and cells from what these decode to.</summary>
    private void Draw(Pass pass, double[] weights, float[] mask, ImputedRows result, int rows, Rng rng)
    {
        int latent = pass.Latent.Shape.Columns, width = _schema.Width;
        float[] latents = pass.Latent.ToArray(), chosen = new float[_draws * rows * latent];
        for (int row = 0; row < rows; row++)
        {
            for (int draw = 0; draw < _draws; draw++)
            {
                double u = rng.NextDouble();
                int sample = 0;
                for (; sample < _samples - 1 && u >= weights[(sample * rows) + row]; sample++)
                {
                    u -= weights[(sample * rows) + row];
                }
                latents.AsSpan(((sample * rows) + row) * latent, latent).CopyTo(chosen.AsSpan(((draw * rows) + row) * latent));
            }
        }
        Distribution cells = _model.Decode(Tensor.From(chosen, new Shape(_draws * rows, latent), _backend));
        float[] drawn = cells is SelfMaskedDistribution masked ? Hidden(masked, _draws * rows, rng) : cells.Sample(1, rng).ToArray();
        bool within = cells is not SelfMaskedDistribution;
        foreach ((int row, int column) in Gaps(mask, rows))
        {
            Span<double> draws = result.Drawn(row, column);
            for (int draw = 0; draw < _draws; draw++)
            {
                double value = DecodedCells.Drawn(_schema, column, drawn.AsSpan(((draw * rows) + row) * width, width), within);

                // The level of all others is nobody's text.
                draws[draw] = _schema.Columns[column].HasLevels && value < 0 ? result.Best(row, column) : value;
            }
        }
    }

    /// <summary>Cells as they are where they are missing: of several draws of each one, by the probability that it would be missing.</summary>
    private float[] Hidden(SelfMaskedDistribution cells, int rows, Rng rng)
    {
        int width = _schema.Width, slots = cells.Slots.Count;
        Tensor drawn = cells.Values.Sample(Candidates, rng);
        float[] chosen = new float[rows * width], all = drawn.ToArray(), odds = cells.LogOdds(drawn).ToArray();
        double[] weights = new double[Candidates];
        for (int row = 0; row < rows; row++)
        {
            for (int slot = 0; slot < slots; slot++)
            {
                double sum = 0;
                for (int c = 0; c < Candidates; c++)
                {
                    weights[c] = 1 / (1 + Math.Exp(-(double)odds[(((c * rows) + row) * slots) + slot]));
                    sum += weights[c];
                }
                double u = rng.NextDouble() * sum;
                int pick = 0;
                for (; pick < Candidates - 1 && u >= weights[pick]; pick++)
                {
                    u -= weights[pick];
                }
                foreach (TableSlot s in _schema.SlotsOf[cells.Slots[slot].Column])
                {
                    all.AsSpan((((pick * rows) + row) * width) + s.Start, s.Width).CopyTo(chosen.AsSpan((row * width) + s.Start));
                }
            }
        }
        return chosen;
    }
}
