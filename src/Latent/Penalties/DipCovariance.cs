using Latent.Distributions;
using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tensors.Ops;
using Latent.Training;

namespace Latent.Penalties;

/// <summary>
/// The squared distance of a covariance of latents from the identity, off the diagonal and on it (Kumar et al. 2018). DIP-VAE
/// I takes the covariance of the posterior's means over a batch; DIP-VAE II adds the mean of its variances, which makes it
/// the covariance of the aggregated posterior.
/// </summary>
public sealed class DipCovariance : Penalty
{
    private readonly bool _aggregated;
    private readonly float _offDiagonal;
    private readonly float _diagonal;
    private Tensor? _identity;
    private Tensor? _weights;

    /// <summary>A penalty of these weights.</summary>
    /// <param name="aggregated">Whether the covariance is that of the aggregated posterior (II) or that of the means alone (I).</param>
    /// <param name="offDiagonal">The weight of every squared covariance of two values.</param>
    /// <param name="diagonal">The weight of every squared distance of a variance from one.</param>
    public DipCovariance(bool aggregated, double offDiagonal = 10, double diagonal = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offDiagonal);
        ArgumentOutOfRangeException.ThrowIfNegative(diagonal);
        _aggregated = aggregated;
        _offDiagonal = (float)offDiagonal;
        _diagonal = (float)diagonal;
    }

    /// <inheritdoc/>
    public override Tensor Value(Pass pass, StepContext step)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Tensor means = pass.Posterior.Mean, centred = means - means.Mean(0);
        Tensor identity = Identity(means.Shape.Columns, means);
        Tensor covariance = centred.MatMul(centred, transposeA: true) * (1f / means.Shape[0]);
        if (_aggregated)
        {
            covariance += identity * ((GaussianDistribution)pass.Posterior).LogVariance.Exp().Mean(0);
        }
        return ((covariance - identity).Square() * _weights!).Sum();
    }

    /// <inheritdoc/>
    public override string? Objection(Posterior posterior)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        return !_aggregated || posterior is DiagonalGaussian
            ? null
            : $"needs the variances of a posterior, and {posterior.GetType().Name} tells none; take the posterior diagonal-gaussian, or the covariance of the means";
    }

    private Tensor Identity(int size, Tensor like)
    {
        if (_identity is null || _identity.Shape[0] != size)
        {
            float[] identity = new float[size * size], weights = new float[size * size];
            Array.Fill(weights, _offDiagonal);
            for (int i = 0; i < size; i++)
            {
                identity[(i * size) + i] = 1;
                weights[(i * size) + i] = _diagonal;
            }
            _identity = Tensor.Constant(identity, new Shape(size, size), like.Backend);
            _weights = Tensor.Constant(weights, new Shape(size, size), like.Backend);
        }
        return _identity;
    }
}
