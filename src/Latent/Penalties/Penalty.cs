using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>A term added to a model's loss.</summary>
public abstract class Penalty
{
    /// <summary>Players that this penalty needs beside the model, such as the critic of a density ratio; most need none.</summary>
    public virtual IReadOnlyList<Player> Critics => [];

    /// <summary>The term, weighted, in nats per row.</summary>
    /// <returns>A scalar.</returns>
    public abstract Tensor Value(Pass pass, StepContext step);

    /// <summary>Adds what the penalty's critics learn.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }

    /// <summary>The rows of a pass, for every sample, in the shape of what it makes of them. What was not observed is taken to be as the model has it.</summary>
    /// <returns>[samples * rows, ...].</returns>
    private protected static Tensor RowsOf(Pass pass)
    {
        Tensor means = pass.Likelihood.Mean;
        Shape shape = means.Shape.WithFirst(pass.Batch.Rows);
        Tensor rows = pass.Batch.Values.Reshape(shape).Repeat(pass.Samples);
        return pass.Batch.Mask is { } mask ? mask.Reshape(shape).Repeat(pass.Samples).Where(rows, means.Detach()) : rows;
    }
}
