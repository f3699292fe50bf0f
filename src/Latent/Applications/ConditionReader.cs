using Latent.Data;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>Works out what a conditioned model is to be told of given rows, to make others like them.</summary>
/// <param name="model">The model.</param>
public sealed class ConditionReader(TrainedModel model)
{
    private const int BatchSize = 500;

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
        var tape = new Tape(model.Model.Parameters[0].Backend, record: false);
        using var loader = new BatchLoader(rows, Math.Max(1, Math.Min(BatchSize, rows.Count)), model.Preparation, tape.Backend);
        loader.Start(Permutation.Identity(rows.Count));
        float[] conditions = new float[rows.Count * conditioning.Size];
        var rng = new Rng(0);
        for (int done = 0; ; done = loader.Position)
        {
            using Tape.Scope scope = tape.Begin();
            if (loader.Next(rng.Split((ulong)done)) is not { } batch)
            {
                return conditions;
            }
            conditioning.Of(batch).CopyTo(conditions.AsSpan(done * conditioning.Size));
        }
    }
}
