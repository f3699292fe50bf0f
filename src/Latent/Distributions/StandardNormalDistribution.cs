using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent values from N(0, 1), the same for every row.</summary>
public sealed class StandardNormalDistribution : Distribution
{
    private static readonly float s_logTwoPi = (float)Math.Log(2 * Math.PI);
    private readonly Tensor _zero;

    /// <summary>The distribution of rows of <paramref name="zero"/>'s shape.</summary>
    /// <param name="zero">[1, values] zeros: the mean, and the log variance too.</param>
    internal StandardNormalDistribution(Tensor zero) => _zero = zero;

    /// <inheritdoc/>
    public override Tensor Mean => _zero;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null) => x.GaussianLogProbability(_zero, _zero, mask);

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => Tensor.Normal(new Shape(samples, _zero.Length), rng, _zero.Backend);

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x) => x.Square().Affine(-0.5f, -0.5f * s_logTwoPi);

    /// <inheritdoc/>
    public override Distribution Detach() => this;
}
