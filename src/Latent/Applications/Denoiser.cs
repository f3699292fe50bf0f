using Latent.Corruptions;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>Takes rows as they were, with noise and cleaned, batch by batch, in the data's units.</summary>
/// <param name="given">[rows, ...row shape], as they were given.</param>
/// <param name="noisy">The same with noise added; as they were given if none was.</param>
/// <param name="cleaned">What the model makes of the noisy ones.</param>
public delegate void DenoisedReceiver(ReadOnlySpan<float> given, ReadOnlySpan<float> noisy, ReadOnlySpan<float> cleaned);

/// <summary>Cleans rows with a model that was trained to (Im et al. 2017): what it makes of the mean of a noisy row's posterior. Memory does not grow with the number of rows.</summary>
/// <param name="model">The model; one that was trained with a corruption.</param>
public sealed class Denoiser(TrainedModel model)
{
    /// <summary>Cleans rows in their order.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <param name="receive">Takes every batch.</param>
    /// <param name="noise">What is done to the rows first, to measure how much of it goes; null for rows that are noisy already.</param>
    /// <param name="rng">Where the noise and the preparation draw from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public void Denoise(RowSource rows, DenoisedReceiver receive, Corruption? noise = null, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(receive);
        int width = rows.RowShape.Length;
        float[] given = [], noisy = [], cleaned = [];
        foreach ((Batch batch, Rng own) in Sweep.Over(model, rows, rng, progress, cancellation))
        {
            int length = batch.Rows * width;
            if (given.Length < length)
            {
                (given, noisy, cleaned) = (new float[length], new float[length], new float[length]);
            }
            Batch seen = noise is null ? batch : batch with { Values = noise.Corrupt(batch.Values, own.Split("noise")) };
            batch.Values.CopyTo(given);
            seen.Values.CopyTo(noisy);
            model.Model.Decode(model.Model.Encode(seen, Layers.Phase.Evaluation).Mean, model.Model.ConditionOf(seen)).Mean.CopyTo(cleaned);
            foreach (float[] values in new[] { given, noisy, cleaned })
            {
                model.Preparation.Restore(values.AsSpan(0, length));
            }
            model.Schema.Confine(cleaned.AsSpan(0, length));
            receive(given.AsSpan(0, length), noisy.AsSpan(0, length), cleaned.AsSpan(0, length));
        }
    }
}
