using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// A probability distribution for every row of a batch. No networks: its parameters are tensors that others computed.
/// Rows of a value may be a multiple of the distribution's: sample s of row r is row s * rows + r.
/// </summary>
public abstract class Distribution
{
    /// <summary>Whether it has a density; a point mass has none, and importance weights over it mean nothing.</summary>
    public virtual bool HasDensity => true;

    /// <summary>Whether the values of a row are independent, so that each has a log-density of its own (<see cref="ElementLogProbability"/>).</summary>
    public virtual bool Factorizes => true;

    /// <summary>Whether its density is over all of space, so that gradients can walk about in it; false for codes and for directions on a sphere.</summary>
    public virtual bool CoversSpace => HasDensity;

    /// <summary>The mean of every row.</summary>
    public abstract Tensor Mean { get; }

    /// <summary>The log-density (or log-probability) of every row of <paramref name="x"/>, summed over its values.</summary>
    /// <param name="x">[rows, ...]; the distribution's rows may be fewer or more, one dividing the other.</param>
    /// <param name="mask">1 where a value is observed and counts, 0 where not; null when all are.</param>
    /// <returns>[rows], nats.</returns>
    public abstract Tensor LogProbability(Tensor x, Tensor? mask = null);

    /// <summary>Draws <paramref name="samples"/> values for every row; the gradient flows to the parameters where the distribution can be reparameterised.</summary>
    /// <returns>[samples * rows, ...], sample by sample.</returns>
    public abstract Tensor Sample(int samples, Rng rng);

    /// <summary>The log-density of every value on its own, for distributions whose values are independent.</summary>
    /// <returns>The shape of <paramref name="x"/>, nats.</returns>
    /// <exception cref="NotSupportedException">The values of a row are not independent.</exception>
    public virtual Tensor ElementLogProbability(Tensor x) =>
        throw new NotSupportedException($"{GetType().Name} has no log-density for each value alone.");

    /// <summary>The Kullback-Leibler divergence of this distribution from <paramref name="other"/> in closed form, value by value.</summary>
    /// <returns>[rows, values], nats; null if there is no closed form for this pair.</returns>
    public virtual Tensor? KlTo(Distribution other) => null;

    /// <summary>The same distribution, its parameters held fixed: no gradient reaches them.</summary>
    /// <exception cref="NotSupportedException">The distribution cannot be held fixed.</exception>
    public virtual Distribution Detach() => throw new NotSupportedException($"{GetType().Name} cannot be detached from its parameters.");

    /// <summary>[samples, rows, ...]: rows that stand sample by sample.</summary>
    private protected static Tensor Folded(Tensor x, int rows) => x.Reshape(x.Shape.WithFirst(rows).Prepend(x.Shape[0] / rows));
}
