using Latent.Data;
using Latent.Distributions;
using Latent.Targets;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>Takes what a model says of a number, batch by batch, in the order of the rows.</summary>
/// <param name="values">The expected number of every row, in its own units.</param>
/// <param name="deviations">How far off it may be: a standard deviation, in the same units.</param>
public delegate void NumberReceiver(ReadOnlySpan<float> values, ReadOnlySpan<float> deviations);

/// <summary>Tells a number of every row; memory does not grow with their number.</summary>
public sealed class NumberPredictor
{
    private readonly TrainedModel _model;
    private readonly float _mean;
    private readonly float _deviation;

    /// <summary>A predictor by this model.</summary>
    /// <exception cref="InputException">The model tells no number.</exception>
    public NumberPredictor(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        (_mean, _deviation) = model.Model.Target is NumberTarget target
            ? target.Scale
            : throw new InputException("This model does not tell a number; train one with --target NAME, the recipe semi-supervised and data of which some rows have that number.");
    }

    /// <summary>Tells the number of rows in their order, and how far off it is where it is known.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <param name="receive">Takes the answers of every batch; null for the score alone.</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public NumberScore Predict(RowSource rows, NumberReceiver? receive = null, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var errors = new NumberErrors();
        float[] values = [], deviations = [], known = [];
        foreach ((Batch batch, _) in Sweep.Over(_model, rows, rng, progress, cancellation))
        {
            GaussianDistribution answers = _model.Model.Regress(batch);
            if (values.Length < batch.Rows)
            {
                (values, deviations, known) = (new float[batch.Rows], new float[batch.Rows], new float[batch.Rows]);
            }
            answers.Mean.CopyTo(values);
            answers.LogVariance.CopyTo(deviations);
            batch.Targets?.CopyTo(known);
            for (int i = 0; i < batch.Rows; i++)
            {
                values[i] = _mean + (_deviation * values[i]);
                deviations[i] = _deviation * MathF.Exp(0.5f * deviations[i]);
                errors.Add(values[i], deviations[i], batch.Targets is null ? float.NaN : known[i]);
            }
            receive?.Invoke(values.AsSpan(0, batch.Rows), deviations.AsSpan(0, batch.Rows));
        }
        return errors.Score(rows.Count);
    }
}
