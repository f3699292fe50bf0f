using Latent.Conditions;
using Latent.Data;
using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>Takes pictures and what they grew into, batch by batch.</summary>
/// <param name="small">[rows, ...small shape].</param>
/// <param name="large">[rows, ...row shape].</param>
public delegate void UpscaledReceiver(ReadOnlySpan<float> small, ReadOnlySpan<float> large);

/// <summary>Makes pictures larger with a model that is conditioned on low resolution. Memory does not grow with the number of rows.</summary>
public sealed class Upscaler
{
    private const int BatchSize = 100;

    private readonly TrainedModel _model;
    private readonly LowResolution _condition;

    /// <summary>With this model.</summary>
    /// <exception cref="InputException">It is not conditioned on low resolution.</exception>
    public Upscaler(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _condition = model.Model.Conditioning as LowResolution
            ?? throw new InputException("This model cannot make pictures larger: it is not conditioned on small ones; train one with the recipe upscaling-vae.");
    }

    /// <summary>The shape of the small pictures.</summary>
    public Shape SmallShape => _condition.SmallShape;

    /// <summary>By how much pictures grow.</summary>
    public int Factor => _condition.Factor;

    /// <summary>Makes small pictures larger: the mean over latents drawn from the prior, which is the best guess in squared error.</summary>
    /// <param name="rows">Small pictures.</param>
    /// <param name="receive">Takes every batch.</param>
    /// <param name="samples">How many latents are drawn for every picture; 1 for a picture that is as sharp as the model makes them.</param>
    /// <param name="rng">Where they are drawn from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    /// <exception cref="InputException">The rows are of another size.</exception>
    public void Upscale(RowSource rows, UpscaledReceiver receive, int samples = 16, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.RowShape.Length != _condition.Size)
        {
            throw new InputException($"The model makes pictures of {SmallShape} larger, and these rows have shape {rows.RowShape}; bring them to that size, or, if they are full-size ones to try it on, have them reduced first (--reduce).");
        }
        Run(rows, Preparation.None, batch => batch.Values.Reshape(new Shape(batch.Rows, _condition.Size)), (_, small, large) => receive(small, large), samples, rng, progress, cancellation);
    }

    /// <summary>Reduces full-size pictures and makes them larger again, to see how near it comes.</summary>
    /// <param name="rows">Rows that fit the model.</param>
    /// <param name="receive">Takes every batch: the rows, the reduced ones, and what they grew into.</param>
    /// <param name="samples">As in <see cref="Upscale"/>.</param>
    /// <param name="rng">As in <see cref="Upscale"/>.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public void ReduceAndUpscale(RowSource rows, DenoisedReceiver receive, int samples = 16, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default) =>
        Run(rows, _model.Preparation, _condition.Of, receive, samples, rng, progress, cancellation);

    private void Run(RowSource rows, Preparation preparation, Func<Batch, Tensor> condition, DenoisedReceiver receive, int samples, Rng? rng, Action<double>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(receive);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(samples);
        LatentModel model = _model.Model;
        int batchSize = WorkingSet.Rows(BatchSize, samples * model.RowShape.Length);
        foreach ((Batch batch, Rng own) in Sweep.Over(rows, batchSize, preparation, model.Parameters[0].Backend, rng, progress, cancellation))
        {
            Tensor small = condition(batch);
            Distribution prior = model.Prior(small);
            Tensor latent = prior.Sample(LatentModel.SamplesPerRow(prior, samples * batch.Rows), own);
            Tensor large = model.Decode(latent, small).Mean.Reshape(new Shape(samples, batch.Rows * model.RowShape.Length)).Mean(0);
            float[] grown = large.ToArray(), given = batch.Values.ToArray();
            _model.Preparation.Restore(grown);
            _model.Preparation.Restore(given);
            _model.Schema.Confine(grown);
            receive(given, small.ToArray(), grown);
        }
    }
}
