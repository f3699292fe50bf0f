using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent normal values of one variance, fitted to whatever values it is asked about: for training alone, since nothing that is fitted to its data is a density of them.</summary>
/// <param name="mean">[rows, ...].</param>
/// <param name="fit">Makes a log variance, [1], of a mean squared error, [1].</param>
internal sealed class FittedGaussianDistribution(Tensor mean, Func<Tensor, Tensor> fit) : Distribution
{
    /// <inheritdoc/>
    public override Tensor Mean => mean;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);

        // Where the variance is the best one, the likelihood does not change with it: no gradient is lost by holding it.
        Tensor held = mean.Detach();
        int fewest = Math.Min(x.Shape[0], held.Shape[0]);
        Tensor squares = (Folded(x, fewest) - Folded(held, fewest)).Square();
        Tensor error = squares.Mean();
        if (mask is not null)
        {
            Tensor counted = Folded(mask, fewest).Expand(squares.Shape);
            error = (squares * counted).Sum() / counted.Sum().Maximum(1);
        }
        return x.GaussianLogProbability(mean, fit(error.Reshape(new Shape(1))), mask);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always: there is no variance to draw with.</exception>
    public override Tensor Sample(int samples, Rng rng) =>
        throw new NotSupportedException("A variance that is fitted to the data cannot be drawn with in training; decode in evaluation.");

    /// <inheritdoc/>
    public override Distribution Detach() => new FittedGaussianDistribution(mean.Detach(), fit);
}
