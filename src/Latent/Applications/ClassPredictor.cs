using Latent.Data;
using Latent.Targets;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Applications;

/// <summary>Takes what a classifier says, batch by batch, in the order of the rows.</summary>
/// <param name="classes">The likeliest class of every row.</param>
/// <param name="probabilities">[rows, classes]: the probabilities of all.</param>
public delegate void ClassReceiver(ReadOnlySpan<int> classes, ReadOnlySpan<float> probabilities);

/// <summary>Tells the classes of rows; memory does not grow with their number.</summary>
public sealed class ClassPredictor
{
    private readonly TrainedModel _model;

    /// <summary>A predictor by this model.</summary>
    /// <exception cref="InputException">The model is no classifier.</exception>
    public ClassPredictor(TrainedModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model.Model.Classes > 0 ? model : throw new InputException("This model does not tell classes; train one with the recipe semi-supervised on data of which some rows have labels.");
    }

    /// <summary>Tells the classes of rows in their order, and how many of those with labels it got wrong.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <param name="receive">Takes the answers of every batch; null for the score alone.</param>
    /// <param name="rng">Where the preparation draws from; null for seed 0.</param>
    /// <param name="progress">Told the share of rows that are done.</param>
    /// <param name="cancellation">Stops between batches.</param>
    public ClassScore Predict(RowSource rows, ClassReceiver? receive = null, Rng? rng = null, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(rows);
        int size = _model.Model.Classes;
        var errors = new ClassErrors();
        float[] probabilities = [];
        int[] classes = [];
        foreach ((Batch batch, _) in Sweep.Over(_model, rows, rng, progress, cancellation))
        {
            Tensor answers = _model.Model.Classify(batch).Exp();
            if (probabilities.Length < answers.Length)
            {
                (probabilities, classes) = (new float[answers.Length], new int[batch.Rows]);
            }
            answers.CopyTo(probabilities);
            for (int i = 0; i < batch.Rows; i++)
            {
                classes[i] = MostLikely.Of(probabilities.AsSpan(i * size, size));
                int label = batch.Labels is { } labels ? labels.Values[i] : -1;
                errors.Add(probabilities.AsSpan(i * size, size), classes[i], label);
            }
            receive?.Invoke(classes.AsSpan(0, batch.Rows), probabilities.AsSpan(0, answers.Length));
        }
        return errors.Score(rows.Count);
    }
}
