using Latent.Data;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Applications;

/// <summary>
/// One way through rows in their order, batch by batch. Nothing is recorded, every batch has a generator of its own, and its
/// tensors are gone when the next is asked for: memory does not grow with the number of rows.
/// </summary>
internal static class Sweep
{
    private const int MostRows = 500;

    /// <summary>Batches as a model takes them, prepared.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public static IEnumerable<(Batch Batch, Rng Rng)> Over(TrainedModel model, RowSource rows, Rng? rng, Action<double>? progress = null, CancellationToken cancellation = default) =>
        Over(rows, WorkingSet.Rows(MostRows, rows.RowShape.Length), model.Preparation, model.Model.Parameters[0].Backend, rng, progress, cancellation);

    /// <summary>Batches of so many rows, but for the last.</summary>
    public static IEnumerable<(Batch Batch, Rng Rng)> Over(
        RowSource rows, int batchSize, Preparation preparation, Backend backend, Rng? rng, Action<double>? progress, CancellationToken cancellation)
    {
        rng ??= new Rng(0);
        var tape = new Tape(backend, record: false);
        using var loader = new BatchLoader(rows, Math.Min(batchSize, Math.Max(1, rows.Count)), preparation, backend);
        loader.Start(Permutation.Identity(rows.Count));
        for (ulong index = 0; ; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            using Tape.Scope scope = tape.Begin();
            Rng own = rng.Split(index);
            if (loader.Next(own) is not { } batch)
            {
                yield break;
            }
            yield return (batch, own);
            progress?.Invoke((double)loader.Position / rows.Count);
        }
    }
}
