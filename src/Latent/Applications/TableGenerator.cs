using Latent.Distributions;
using Latent.Samplers;
using Latent.Tables;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>
/// Makes new rows of a table: latents from the prior, or from a sampler that was fitted to the model, and every cell drawn from its
/// column's likelihood. Under conditions, latents are drawn again in proportion to the probability of the cells that are given
/// (sampling, importance resampling; Rubin 1987), and those cells stand as they were given.
/// </summary>
/// <param name="model">A model of a table.</param>
/// <param name="sampler">What latents are drawn from in the prior's stead; null for the prior.</param>
public sealed class TableGenerator(TrainedModel model, LatentSampler? sampler = null)
{
    private const int Batch = 500;

    // How many latents there are to choose each from where some cells are given.
    private const int Candidates = 64;

    private readonly TableSchema _schema = model.Schema.Table ?? throw new InputException("This model was not made for a table with columns; train one on a .csv file.");

    /// <summary>The columns of new rows: those that the model knows.</summary>
    public IReadOnlyList<string> Columns => [.. _schema.Columns.Where(c => !c.IsLeftOut).Select(c => c.Name)];

    /// <summary>Writes new rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="writer">Takes a table of <see cref="Columns"/>.</param>
    /// <param name="conditions">Cells that all of them have: the column and its value; empty for none.</param>
    /// <param name="temperature">The spread of the latents relative to the prior's.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">A condition names no column or no value of it, or the table cannot be written.</exception>
    public void Sample(int count, Rng rng, TableWriter writer, IReadOnlyList<(string Column, string Value)> conditions, float temperature = 1, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(conditions);
        (float[] Values, float[] Mask)? given = conditions.Count == 0 ? null : Given(conditions);
        string?[] fixedCells = [.. _schema.Columns.Select(c => conditions.Where(g => g.Column == c.Name).Select(g => g.Value).FirstOrDefault())];
        float[] rows = new float[Batch * _schema.Width];
        var tape = new Tape(model.Model.Parameters[0].Backend, record: false);
        for (int done = 0; done < count; done += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using Tape.Scope scope = tape.Begin();
            Tensor latent = given is { } cells ? Chosen(cells.Values, cells.Mask, temperature, rng) : Latents(Batch, temperature, rng);
            model.Model.Decode(latent).Sample(1, rng).CopyTo(rows);
            for (int r = 0; r < Math.Min(Batch, count - done); r++)
            {
                Write(rows.AsSpan(r * _schema.Width, _schema.Width), fixedCells, writer);
            }
            progress?.Invoke(Math.Min(1, (double)(done + Batch) / count));
        }
    }

    private Tensor Latents(int count, float temperature, Rng rng)
    {
        if (sampler is not null)
        {
            return sampler.Sample(count, rng, temperature);
        }
        Distribution prior = model.Model.Prior();
        Tensor latent = prior.Sample(count, rng);
        return prior.IsDiscrete ? latent : prior.Spread(latent, temperature);
    }

    /// <summary>A batch of latents, each drawn from some of the prior's by how well it explains the cells that are given.</summary>
    private Tensor Chosen(float[] values, float[] mask, float temperature, Rng rng)
    {
        Tensor latents = Latents(Batch * Candidates, temperature, rng);
        var row = new Shape(1, _schema.Width);
        float[] logs = model.Model.Decode(latents).LogProbability(Tensor.From(values, row).Repeat(Batch * Candidates), Tensor.From(mask, row).Repeat(Batch * Candidates)).ToArray();
        float[] all = latents.ToArray(), chosen = new float[Batch * model.Model.LatentSize];
        int size = model.Model.LatentSize;
        for (int r = 0; r < Batch; r++)
        {
            ReadOnlySpan<float> own = logs.AsSpan(r * Candidates, Candidates);
            int best = 0;
            double most = double.NegativeInfinity;
            for (int i = 0; i < Candidates; i++)
            {
                // The greatest of log weights with Gumbel noise is a draw by the weights.
                double score = own[i] - Math.Log(-Math.Log(1 - rng.NextDouble()) + 1e-300);
                (best, most) = score > most ? (i, score) : (best, most);
            }
            all.AsSpan(((r * Candidates) + best) * size, size).CopyTo(chosen.AsSpan(r * size));
        }
        return Tensor.From(chosen, new Shape(Batch, size));
    }

    private void Write(ReadOnlySpan<float> row, string?[] fixedCells, TableWriter writer)
    {
        for (int i = 0; i < _schema.Columns.Count; i++)
        {
            if (!_schema.Columns[i].IsLeftOut)
            {
                writer.Write(fixedCells[i] ?? RowCodec.Text(_schema, i, row));
            }
        }
        writer.EndRow();
    }

    /// <summary>The cells that are given, as a row of values and its mask.</summary>
    private (float[] Values, float[] Mask) Given(IReadOnlyList<(string Column, string Value)> conditions)
    {
        string[] known = [.. Columns];
        foreach ((string name, string value) in conditions)
        {
            Column column = _schema.Find(name) is { IsLeftOut: false } found ? found : throw new InputException($"--condition names the column '{name}', which the model does not know{NearestName.Hint(name, known)} It knows {string.Join(", ", known.Take(20))}.");
            if (column.HasLevels && !column.Levels.Contains(value))
            {
                throw new InputException($"--condition gives '{value}' for the column '{name}', which it never has{NearestName.Hint(value, column.Levels)} It has {string.Join(", ", column.Levels.Take(20))}.");
            }
        }
        TableSource table = Table.From([0], [.. known.Select(name => (name, (Func<int, object?>)(_ => Cell(name))))]);
        using TableReader reader = table.Open();
        var codec = new RowCodec(_schema);
        codec.Bind(reader, "--condition");
        reader.Read();
        float[] slots = new float[_schema.Slots.Count], values = new float[_schema.Width];
        codec.Read(reader, slots);
        RowCodec.Spread(_schema, slots, values);
        float[] mask = Array.ConvertAll(values, v => float.IsNaN(v) ? 0f : 1);
        return (Array.ConvertAll(values, v => float.IsNaN(v) ? 0 : v), mask);

        object? Cell(string name)
        {
            string? value = conditions.Where(c => c.Column == name).Select(c => c.Value).FirstOrDefault();
            Column column = _schema.Find(name)!;
            return value is null || column.HasLevels || column.Kind is ColumnKind.Date ? value
                : double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number
                : throw new InputException($"--condition gives '{value}' for the column '{name}', which holds numbers.");
        }
    }
}
