using Latent.Data;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>Works out what a conditioned model is to be told of given rows, to make others like them.</summary>
/// <param name="model">The model.</param>
public sealed class ConditionReader(TrainedModel model)
{
    /// <summary>The conditions of rows.</summary>
    /// <param name="rows">Rows that fit the model; see <see cref="DataSchema.Fit"/>.</param>
    /// <returns>[rows, condition]; null if the model takes no conditions.</returns>
    /// <exception cref="InputException">The rows do not tell them: they have no labels.</exception>
    public float[]? Read(RowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (model.Model.Conditioning is not { } conditioning)
        {
            return null;
        }
        float[] conditions = new float[rows.Count * conditioning.Size];
        int done = 0;
        foreach ((Batch batch, _) in Sweep.Over(model, rows, rng: null))
        {
            conditioning.Of(batch).CopyTo(conditions.AsSpan(done));
            done += batch.Rows * conditioning.Size;
        }
        return conditions;
    }
}
