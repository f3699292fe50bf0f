using Latent.Layers;
using Latent.Posteriors;
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

    /// <summary>Why this penalty makes no sense for the latents of a posterior, in a clause that goes on from its name and says what fits; null if it does.</summary>
    public virtual string? Objection(Posterior posterior) => null;

    /// <summary>Adds what the penalty's critics learn.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }

    /// <summary>About as many latents from the prior as there are rows in a batch.</summary>
    /// <returns>[rows, latent].</returns>
    private protected static Tensor DrawnFromPrior(Pass pass, Rng rng) => pass.Prior.Sample(Math.Max(1, pass.Batch.Rows / Math.Max(1, pass.Prior.Mean.Shape[0])), rng);

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
