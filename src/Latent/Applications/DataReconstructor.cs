using Latent.Data;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>Takes rows and what the model makes of them, batch by batch.</summary>
/// <param name="originals">[rows, ...row shape], as the model was shown them, in the data's units.</param>
/// <param name="reconstructions">The means of p(x|z) at the posterior means, likewise.</param>
public delegate void ReconstructionReceiver(ReadOnlySpan<float> originals, ReadOnlySpan<float> reconstructions);

/// <summary>Sends rows through the bottleneck and back; memory does not grow with the number of rows.</summary>
/// <param name="model">The model.</param>
public sealed class DataReconstructor(TrainedModel model)
{
    /// <summary>Reconstructs rows in their order, each from the mean of its posterior.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <param name="receive">Takes every batch.</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public void Reconstruct(RowSource rows, ReconstructionReceiver receive, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(receive);
        float[] originals = [], reconstructions = [];
        foreach ((Batch batch, _) in Sweep.Over(model, rows, rng, progress, cancellation))
        {
            int length = batch.Values.Length;
            if (originals.Length < length)
            {
                originals = new float[length];
                reconstructions = new float[length];
            }
            batch.Values.CopyTo(originals);
            model.Model.Decode(model.Model.Encode(batch, Layers.Phase.Evaluation).Mean, model.Model.ConditionOf(batch)).Mean.CopyTo(reconstructions);
            model.Preparation.Restore(originals.AsSpan(0, length));
            model.Preparation.Restore(reconstructions.AsSpan(0, length));
            receive(originals.AsSpan(0, length), reconstructions.AsSpan(0, length));
        }
    }
}
