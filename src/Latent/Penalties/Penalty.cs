using Latent.Tensors;
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
}
