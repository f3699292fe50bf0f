using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent normal values: N(mean, exp(log variance)).</summary>
/// <param name="mean">[rows, values].</param>
/// <param name="logVariance">The shape of the mean, or one that stretches to it: [values] or a single value.</param>
public sealed class GaussianDistribution(Tensor mean, Tensor logVariance) : Distribution
{
    private static readonly float s_logTwoPi = (float)Math.Log(2 * Math.PI);

    /// <inheritdoc/>
    public override Tensor Mean => mean;

    /// <summary>The logarithm of every variance.</summary>
    public Tensor LogVariance => logVariance;

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null) => x.GaussianLogProbability(mean, logVariance, mask);

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => mean.GaussianSample(logVariance, samples, rng);

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape samples = mean.Shape.Prepend(x.Shape[0] / mean.Shape[0]);
        Tensor squares = ((x.Reshape(samples) - mean).Square() / logVariance.Exp()) + logVariance;
        return squares.Affine(-0.5f, -0.5f * s_logTwoPi).Reshape(x.Shape);
    }

    /// <inheritdoc/>
    public override Tensor? KlTo(Distribution other) => other switch
    {
        StandardNormalDistribution when logVariance.Shape == mean.Shape => mean.GaussianKl(logVariance),
        GaussianDistribution g =>
            (((logVariance - g.LogVariance).Exp() + ((mean - g.Mean).Square() / g.LogVariance.Exp()) + g.LogVariance) - logVariance).Affine(0.5f, -0.5f),
        _ => null,
    };

    /// <inheritdoc/>
    public override Distribution Detach() => new GaussianDistribution(mean.Detach(), logVariance.Detach());
}
