using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>Takes what an encoder gives, batch by batch, in the order of the rows.</summary>
/// <param name="means">[rows, latent]: the means of q(z|x).</param>
/// <param name="deviations">[rows, latent]: its deviations; zeros for a posterior without spread.</param>
public delegate void LatentReceiver(ReadOnlySpan<float> means, ReadOnlySpan<float> deviations);

/// <summary>Turns rows into latents; memory does not grow with the number of rows.</summary>
/// <param name="model">The model.</param>
public sealed class LatentEncoder(TrainedModel model)
{
    /// <summary>Encodes rows in their order.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <param name="receive">Takes the latents of every batch.</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public void Encode(RowSource rows, LatentReceiver receive, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(receive);
        float[] means = [], deviations = [];
        foreach ((Batch batch, _) in Sweep.Over(model, rows, rng, progress, cancellation))
        {
            Distribution posterior = model.Model.Encode(batch, Layers.Phase.Evaluation);
            int length = posterior.Mean.Length;
            if (means.Length < length)
            {
                means = new float[length];
                deviations = new float[length];
            }
            posterior.Mean.CopyTo(means);
            Tensor? spread = posterior switch
            {
                GaussianDistribution gaussian => gaussian.LogVariance.Affine(0.5f, 0).Exp(),
                FullGaussianDistribution full => full.Deviations,
                _ => null,
            };
            spread?.CopyTo(deviations);
            receive(means.AsSpan(0, length), deviations.AsSpan(0, length));
        }
    }

    /// <summary>The posterior means of some rows.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <returns>[rows, latent].</returns>
    public float[] Means(RowSource rows, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        float[] all = new float[rows.Count * model.Model.LatentSize];
        int done = 0;
        Encode(
            rows,
            (means, _) =>
            {
                means.CopyTo(all.AsSpan(done));
                done += means.Length;
            },
            rng,
            progress,
            cancellation);
        return all;
    }
}
