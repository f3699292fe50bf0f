using Latent.Tensors;

namespace Latent.Distributions;

/// <summary>All probability on one value: what a plain autoencoder's encoder gives. It has no density.</summary>
/// <param name="value">[rows, values].</param>
public sealed class PointMass(Tensor value) : Distribution
{
    /// <inheritdoc/>
    public override bool HasDensity => false;

    /// <inheritdoc/>
    public override Tensor Mean => value;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null) =>
        throw new NotSupportedException("A point mass has no density; importance-weighted bounds need a posterior that has one, such as DiagonalGaussian.");

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        if (samples != 1)
        {
            throw new NotSupportedException($"All {samples} samples of a point mass would be the same; ask for one.");
        }
        return value;
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new PointMass(Latent.Tensors.Ops.TensorOperations.Detach(value));
}
