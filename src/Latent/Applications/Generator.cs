using Latent.Conditions;
using Latent.Samplers;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>Takes rows, batch by batch.</summary>
/// <param name="rows">[rows, ...row shape].</param>
public delegate void RowReceiver(ReadOnlySpan<float> rows);

/// <summary>Makes new rows, in the units of the data that the model was trained on.</summary>
/// <param name="model">The model.</param>
/// <param name="sampler">What latents are drawn from in the prior's stead: one that was fitted to the model; null for the prior.</param>
public sealed class Generator(TrainedModel model, LatentSampler? sampler = null)
{
    private const int MostRows = 500;

    /// <summary>Draws latents from the prior and decodes them: the mean of p(x|z) of each.</summary>
    /// <param name="count">How many rows.</param>
    /// <param name="rng">Where the latents are drawn from; the same generator gives the same rows.</param>
    /// <param name="temperature">The spread of the latents relative to the prior's; below 1 gives more typical rows.</param>
    /// <param name="conditions">What the model is conditioned on: [n, condition], row r taking number r modulo n; null for none, or for every class in turn.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>[count, ...row shape].</returns>
    /// <exception cref="InputException">The count or the temperature makes no sense, or the model needs conditions.</exception>
    public float[] Sample(int count, Rng rng, float temperature = 1, float[]? conditions = null, CancellationToken cancellation = default)
    {
        int width = model.Schema.RowShape.Length;
        if (count < 1 || (long)count * width > Array.MaxLength)
        {
            throw new InputException(FormattableString.Invariant($"{count} rows of {width} values cannot be held at once; ask for at least 1 and at most {Array.MaxLength / width}."));
        }
        float[] rows = new float[count * width];
        int done = 0;
        Sample(
            count,
            rng,
            some =>
            {
                some.CopyTo(rows.AsSpan(done));
                done += some.Length;
            },
            temperature,
            conditions,
            cancellation: cancellation);
        return rows;
    }

    /// <summary>Draws latents from the prior and decodes them, batch by batch: memory does not grow with the count.</summary>
    /// <param name="count">How many rows.</param>
    /// <param name="rng">Where the latents are drawn from; the same generator gives the same rows.</param>
    /// <param name="receive">Takes every batch.</param>
    /// <param name="temperature">The spread of the latents relative to the prior's; below 1 gives more typical rows.</param>
    /// <param name="conditions">What the model is conditioned on: [n, condition], row r taking number r modulo n; null for none, or for every class in turn.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">The temperature makes no sense, or the model needs conditions.</exception>
    public void Sample(int count, Rng rng, RowReceiver receive, float temperature = 1, float[]? conditions = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentNullException.ThrowIfNull(receive);
        if (!(temperature >= 0 && float.IsFinite(temperature)))
        {
            throw new InputException(FormattableString.Invariant($"A temperature of {temperature} makes no sense; 1 is the prior's own spread, and below 1 rows become more typical."));
        }
        int width = model.Schema.RowShape.Length;
        int batch = WorkingSet.Rows(MostRows, width);
        float[] rows = new float[batch * width];
        var tape = new Tape(model.Model.Parameters[0].Backend, record: false);
        for (int done = 0; done < count; done += batch)
        {
            cancellation.ThrowIfCancellationRequested();
            using Tape.Scope scope = tape.Begin();
            // Full batches, so that the first rows do not depend on how many are asked for.
            Tensor? condition = conditions is null
                ? model.Model.Conditioning?.Usual(done, batch, tape.Backend)
                : model.Model.Conditioning?.Cycled(conditions, done, batch, tape.Backend);
            Tensor made = sampler is null ? model.Model.Sample(batch, rng, temperature, condition) : model.Model.Decode(sampler.Sample(batch, rng, temperature), condition).Mean;
            made.CopyTo(rows);
            Span<float> wanted = rows.AsSpan(0, Math.Min(batch, count - done) * width);
            model.Preparation.Restore(wanted);
            receive(wanted);
            progress?.Invoke(Math.Min(1, (double)(done + batch) / count));
        }
    }

    /// <summary>New rows of some classes, for a model that is conditioned on them: as many of each, class by class.</summary>
    /// <param name="classes">Their numbers.</param>
    /// <param name="each">How many of each.</param>
    /// <param name="rng">Where the latents are drawn from.</param>
    /// <param name="temperature">The spread of the latents relative to the prior's.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>[classes, each, ...row shape].</returns>
    /// <exception cref="InputException">The model is not conditioned on classes, or there is no such class.</exception>
    public float[] SampleClasses(IReadOnlyList<int> classes, int each, Rng rng, float temperature = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classes);
        if (model.Model.Conditioning is not ClassCondition condition)
        {
            throw new InputException("This model is not conditioned on classes; train one with the recipe conditional-vae on labelled data.");
        }
        int[] all = [.. classes.SelectMany(c => Enumerable.Repeat(c, each))];
        return Sample(all.Length, rng, temperature, condition.Of(all).ToArray(), cancellation);
    }

    /// <summary>The means of p(x|z) at given latents.</summary>
    /// <param name="latents">[rows, latent].</param>
    /// <param name="conditions">What the model is conditioned on: [n, condition], row r taking number r modulo n; empty for none.</param>
    /// <returns>[rows, ...row shape].</returns>
    public float[] Decode(ReadOnlySpan<float> latents, ReadOnlySpan<float> conditions = default)
    {
        int size = model.Model.LatentSize, width = model.Schema.RowShape.Length, count = latents.Length / size;
        if (count * size != latents.Length)
        {
            throw new ArgumentException($"{latents.Length} values are not whole latents of {size}.", nameof(latents));
        }
        float[] rows = new float[count * width];
        new Reconstructor(model.Model, model.Preparation).Decode(latents, rows, conditions);
        return rows;
    }
}
