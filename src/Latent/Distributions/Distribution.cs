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

    /// <summary>Whether its values are some of a finite number, so that they cannot be spread more or less.</summary>
    public virtual bool IsDiscrete => false;

    /// <summary>Whether its density is over all of space, so that gradients can walk about in it; false for codes and for directions on a sphere.</summary>
    public virtual bool CoversSpace => HasDensity && !IsDiscrete;

    /// <summary>Whether the density of values that it did not draw itself takes no longer than that of its own.</summary>
    internal virtual bool ScoresAnyValue => true;

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

    /// <summary>Values brought nearer to the mean, or taken farther from it.</summary>
    /// <param name="values">[samples * rows, ...], sample by sample.</param>
    /// <param name="scale">The distance from the mean relative to the present one: 1 leaves the values as they are.</param>
    public virtual Tensor Spread(Tensor values, float scale)
    {
        ArgumentNullException.ThrowIfNull(values);
        Tensor mean = Mean.Shape[0] == 1 ? Mean : Mean.Repeat(values.Shape[0] / Mean.Shape[0]);
        return scale == 1 ? values : mean + ((values - mean) * scale);
    }

    /// <summary>The simpler distribution of whose draws this one is made by a flow; itself where there is none.</summary>
    internal virtual Distribution Start => this;

    /// <summary>What <see cref="Start"/> drew to make a draw; the draw itself where there is no flow.</summary>
    internal virtual Tensor StartOf(Tensor draws) => draws;

    /// <summary>
    /// Numbers whose mean over draws is the divergence of this distribution from <paramref name="other"/>: log q - log p, and
    /// where flows lead from and to distributions whose divergence has a closed form, with the noise of those taken out.
    /// </summary>
    /// <param name="other">p.</param>
    /// <param name="draws">[samples * rows, ...]: draws of this distribution.</param>
    /// <returns>[samples * rows], nats.</returns>
    internal Tensor KlEstimates(Distribution other, Tensor draws)
    {
        Tensor ratio = LogProbability(draws) - other.LogProbability(draws);
        if ((Start == this && other.Start == other) || Start.KlTo(other.Start) is not { } closed)
        {
            return ratio;
        }
        Tensor from = StartOf(draws);
        Tensor noise = Start.LogProbability(from) - other.Start.LogProbability(from);
        int rows = closed.Shape[0];
        return ((ratio - noise).Reshape(new Shape(ratio.Length / rows, rows)) + closed.Sum(1)).Reshape(ratio.Shape);
    }

    /// <summary>The same distribution, its parameters held fixed: no gradient reaches them.</summary>
    /// <exception cref="NotSupportedException">The distribution cannot be held fixed.</exception>
    public virtual Distribution Detach() => throw new NotSupportedException($"{GetType().Name} cannot be detached from its parameters.");

    /// <summary>Refuses a mask, for distributions whose values cannot be left out one by one.</summary>
    private protected void RequireWhole(Tensor? mask)
    {
        if (mask is not null)
        {
            throw new NotSupportedException($"The values of {GetType().Name} are not independent, and none can be left out; ask for the log-probability without a mask.");
        }
    }

    /// <summary>[samples, rows, ...]: rows that stand sample by sample.</summary>
    private protected static Tensor Folded(Tensor x, int rows) => x.Reshape(x.Shape.WithFirst(rows).Prepend(x.Shape[0] / rows));
}
