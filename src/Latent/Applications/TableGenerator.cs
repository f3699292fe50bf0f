using Latent.Samplers;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>
/// Makes new rows of a table: latents from the prior, or from a sampler that was fitted to the model, and every cell drawn from its
/// column's likelihood; or, with the sampler <c>columns</c>, one cell after the other. Under conditions, rows are chosen in proportion
/// to the probability of the cells that are given, and those cells stand as they were given. A model that tells the class or a number
/// of rows makes rows with it: drawn from q(y|x) of each.
/// </summary>
/// <param name="model">A model of a table.</param>
/// <param name="sampler">What draws latents, or rows, in the prior's stead; null for the prior.</param>
/// <param name="told">What the column is called that the model tells of rows, where it tells one: null for its own name, "class" for a class.</param>
public sealed class TableGenerator(TrainedModel model, Sampler? sampler = null, string? told = null)
{
    private const int Batch = 500;

    private readonly TableSchema _schema = model.Schema.Table ?? throw new InputException("This model was not made for a table with columns; train one on a .csv file.");

    private readonly ITableRows _rows = sampler as ITableRows ?? new DecodedRows(model, sampler as LatentSampler);

    private readonly ToldColumn? _told = model.Model.Target is null ? null : new ToldColumn(model, told);

    /// <summary>The columns of new rows: those that the model knows, and last that which it tells, if it tells one.</summary>
    public IReadOnlyList<string> Columns => [.. _schema.Columns.Where(c => !c.IsLeftOut).Select(c => c.Name), .. _told is null ? [] : (string[])[_told.Name]];

    /// <summary>Writes new rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="rng">Where they are drawn from.</param>
    /// <param name="writer">Takes a table of <see cref="Columns"/>.</param>
    /// <param name="conditions">Cells that all of them have: the column and its value; empty for none.</param>
    /// <param name="temperature">The spread of the latents relative to the prior's; of cells that are drawn one after the other, what their logits are divided by.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">A condition names no column or no value of it, or the table cannot be written.</exception>
    public void Sample(int count, Rng rng, TableWriter writer, IReadOnlyList<(string Column, string Value)> conditions, float temperature = 1, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(conditions);
        if (_told is not null && conditions.Any(condition => condition.Column == _told.Name))
        {
            throw new InputException($"--condition names '{_told.Name}', which this model tells of rows once they are made; train without --label and --target, and it is a column that can be given.");
        }
        GivenCells? given = GivenCells.Of(_schema, conditions);
        float[] rows = new float[Batch * _schema.Width];
        // Full batches, so that the first rows do not depend on how many are asked for.
        for (int done = 0; done < count; done += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            _rows.Draw(rows, given, temperature, rng);
            string[]? told = _told?.Of(rows, rng);
            for (int r = 0; r < Math.Min(Batch, count - done); r++)
            {
                Write(rows.AsSpan(r * _schema.Width, _schema.Width), given, writer);
                if (told is not null)
                {
                    writer.Write(told[r]);
                }
                writer.EndRow();
            }
            progress?.Invoke(Math.Min(1, (double)(done + Batch) / count));
        }
    }

    /// <summary>New rows as the model sees them.</summary>
    /// <returns>[count, the schema's width].</returns>
    internal float[] Draw(int count, Rng rng, CancellationToken cancellation)
    {
        float[] rows = new float[count * _schema.Width], batch = new float[Batch * _schema.Width];
        for (int done = 0; done < count; done += Batch)
        {
            cancellation.ThrowIfCancellationRequested();
            _rows.Draw(batch, null, 1, rng);
            batch.AsSpan(0, Math.Min(Batch, count - done) * _schema.Width).CopyTo(rows.AsSpan(done * _schema.Width));
        }
        return rows;
    }

    private void Write(ReadOnlySpan<float> row, GivenCells? given, TableWriter writer)
    {
        for (int i = 0; i < _schema.Columns.Count; i++)
        {
            if (!_schema.Columns[i].IsLeftOut)
            {
                writer.Write(given?.Text(i) ?? RowCodec.Text(_schema, i, row));
            }
        }
    }
}
