using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>Takes new rows with the classes of those they are near to, batch by batch.</summary>
/// <param name="rows">[rows, ...row shape].</param>
/// <param name="labels">The class of every row; empty if the given rows have none.</param>
public delegate void LabelledReceiver(ReadOnlySpan<float> rows, ReadOnlySpan<int> labels);

/// <summary>Makes new rows near given ones, to have more to train on: draws latents from the rows' posteriors and decodes them.</summary>
/// <param name="model">The model.</param>
public sealed class NearbyGenerator(TrainedModel model)
{
    /// <summary>Makes new rows; number i is near row i modulo their number.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <param name="count">How many to make.</param>
    /// <param name="rng">Where latents are drawn from.</param>
    /// <param name="receive">Takes every batch.</param>
    /// <param name="temperature">The spread around the posterior's mean relative to its own; 0 gives the rows' reconstructions.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">The temperature makes no sense, or there are no rows.</exception>
    public void Sample(RowSource rows, int count, Rng rng, LabelledReceiver receive, float temperature = 1, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentNullException.ThrowIfNull(receive);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (rows.Count == 0)
        {
            throw new InputException("There are no rows to make new ones near to.");
        }
        if (!(temperature >= 0 && float.IsFinite(temperature)))
        {
            throw new InputException(FormattableString.Invariant($"A temperature of {temperature} makes no sense; 1 is the posterior's own spread, and 0 none."));
        }
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i % rows.Count;
        }
        float[] made = [];
        foreach ((Batch batch, Rng own) in Sweep.Over(model, new SelectedRows(rows, order), rng, progress, cancellation))
        {
            Distribution posterior = model.Model.Encode(batch, Layers.Phase.Evaluation);
            Tensor latent = posterior.Spread(posterior.Sample(1, own.Split("latents")), temperature);
            int length = batch.Values.Length;
            made = made.Length < length ? new float[length] : made;
            model.Model.Decode(latent, model.Model.ConditionOf(batch)).Mean.CopyTo(made);
            model.Preparation.Restore(made.AsSpan(0, length));
            model.Schema.Confine(made.AsSpan(0, length));
            receive(made.AsSpan(0, length), batch.Labels is { } labels ? labels.Values : []);
        }
    }
}
