using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent normal values: N(mean, exp(log variance)).</summary>
public sealed class GaussianDistribution : Distribution
{
    private static readonly float s_logTwoPi = (float)Math.Log(2 * Math.PI);
    private readonly Tensor? _packed;
    private Tensor? _mean;
    private Tensor? _logVariance;

    /// <summary>Normal values of these parameters.</summary>
    /// <param name="mean">[rows, values].</param>
    /// <param name="logVariance">The shape of the mean, or one that stretches to it: [values] or a single value.</param>
    public GaussianDistribution(Tensor mean, Tensor logVariance)
    {
        _mean = mean;
        _logVariance = logVariance;
    }

    private GaussianDistribution(Tensor packed) => _packed = packed;

    /// <inheritdoc/>
    public override Tensor Mean => _mean ??= Half(0);

    /// <summary>The logarithm of every variance.</summary>
    public Tensor LogVariance => _logVariance ??= Half(1);

    /// <summary>Normal values whose parameters lie side by side; who asks for the mean alone pays for nothing else.</summary>
    /// <param name="packed">[rows, 2 * values]: the means, then the log variances.</param>
    public static GaussianDistribution Packed(Tensor packed) => new(packed);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null) => x.GaussianLogProbability(Mean, LogVariance, mask);

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => Mean.GaussianSample(LogVariance, samples, rng);

    /// <inheritdoc/>
    public override Tensor ElementLogProbability(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape samples = Mean.Shape.Prepend(x.Shape[0] / Mean.Shape[0]);
        Tensor squares = ((x.Reshape(samples) - Mean).Square() / LogVariance.Exp()) + LogVariance;
        return squares.Affine(-0.5f, -0.5f * s_logTwoPi).Reshape(x.Shape);
    }

    /// <inheritdoc/>
    public override Tensor? KlTo(Distribution other) => other switch
    {
        StandardNormalDistribution when LogVariance.Shape == Mean.Shape => Mean.GaussianKl(LogVariance),
        GaussianDistribution g =>
            (((LogVariance - g.LogVariance).Exp() + ((Mean - g.Mean).Square() / g.LogVariance.Exp()) + g.LogVariance) - LogVariance).Affine(0.5f, -0.5f),
        _ => null,
    };

    /// <inheritdoc/>
    public override Distribution Detach() => new GaussianDistribution(Mean.Detach(), LogVariance.Detach());

    private Tensor Half(int which)
    {
        Tensor packed = _packed!;
        return packed.Slice(1, which * (packed.Shape[1] / 2), packed.Shape[1] / 2);
    }
}
