using Latent.Layers;
using Latent.Tensors;

namespace Latent.Flows;

/// <summary>
/// A map between values of equal number that can be undone, with a known log-determinant, so that the density of what it
/// makes follows from that of what it is given (Rezende and Mohamed 2015): log p(y) = log p(z) - log |det dy/dz|.
/// </summary>
public abstract class Flow
{
    /// <summary>How small the networks of flows begin, so that flows begin near the identity: far from it, a chain of them is hard to train.</summary>
    internal const double FirstShare = 0.1;

    /// <summary>How many values a row has.</summary>
    public abstract int Size { get; }

    /// <summary>How many numbers a row the flow is told beside the values, such as parameters from an encoder; 0 for none.</summary>
    public virtual int ContextSize => 0;

    /// <summary>Whether <see cref="Inverse"/> can be computed; every flow has one in principle.</summary>
    public virtual bool HasInverse => true;

    /// <summary>Whether undoing the flow takes about as long as applying it.</summary>
    public virtual bool InvertsAtOnce => HasInverse;

    /// <summary>Applies the flow.</summary>
    /// <param name="z">[rows, <see cref="Size"/>].</param>
    /// <param name="context">[rows, <see cref="ContextSize"/>]; null if the flow takes none.</param>
    public abstract Transformed Forward(Tensor z, Tensor? context = null);

    /// <summary>Undoes the flow; the log-determinant is that of undoing it.</summary>
    /// <param name="y">[rows, <see cref="Size"/>].</param>
    /// <param name="context">[rows, <see cref="ContextSize"/>]; null if the flow takes none.</param>
    /// <exception cref="NotSupportedException">The flow has no inverse that could be computed.</exception>
    public virtual Transformed Inverse(Tensor y, Tensor? context = null) =>
        throw new NotSupportedException($"{GetType().Name} has no inverse in closed form.");

    /// <summary>Adds what the flow itself learns, each name beginning with <paramref name="path"/>.</summary>
    public virtual void Collect(string path, ParameterSet parameters)
    {
    }
}
