using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Independent values that stand for others: of value y the other is an affine function, or the exponential of one. What is
/// given is the density of y; what is told is that of the other, log p(y) - log |dx/dy|, in the units of the other.
/// </summary>
/// <param name="values">The distribution of y.</param>
/// <param name="constant">[values]: log |dx/dy| at y = 0.</param>
/// <param name="slope">[values]: how much it rises with y: 0 where the function is affine. Null where all are.</param>
public sealed class StretchedDistribution(Distribution values, Tensor constant, Tensor? slope) : Distribution
{
    /// <summary>The mean of y.</summary>
    public override Tensor Mean => values.Mean;

    /// <summary>The distribution of y.</summary>
    public Distribution Values => values;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        Tensor density = values.LogProbability(x, mask), stretch = mask is null && slope is null ? constant.Sum() : (mask is null ? Stretch(x) : Stretch(x) * mask).Sum(1);
        if (stretch.Length == 1 || stretch.Length == density.Length)
        {
            return density - stretch;
        }
        // Samples of fewer rows meet the same rows again.
        return (density.Reshape(new Shape(density.Length / stretch.Length, stretch.Length)) - stretch).Reshape(density.Shape);
    }

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x) => values.ElementLogProbability(x) - Stretch(x);

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => values.Sample(samples, rng);

    /// <inheritdoc/>
    public override Distribution Detach() => new StretchedDistribution(values.Detach(), constant, slope);

    /// <summary>[rows, values], or [1, values].</summary>
    private Tensor Stretch(Tensor x) => slope is null ? constant.Reshape(new Shape(1, constant.Length)) : (x * slope) + constant;
}
