using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent counts whose variance m + d m^2 exceeds their mean m by the overdispersion d: a Poisson whose rate follows a gamma distribution. It is the Poisson as d goes to 0.</summary>
/// <param name="logMean">[rows, values]: log m.</param>
/// <param name="logOverdispersion">log d, in the shape of the means or one that stretches to it.</param>
public sealed class NegativeBinomialDistribution(Tensor logMean, Tensor logOverdispersion) : IndependentDistribution
{
    /// <inheritdoc/>
    public override Tensor Mean => logMean.Exp();

    /// <summary>The logarithms of the overdispersions.</summary>
    public Tensor LogOverdispersion => logOverdispersion;

    private protected override int Rows => logMean.Shape[0];

    /// <summary>Draws; no gradient passes.</summary>
    public override Tensor Sample(int samples, Rng rng)
    {
        float[] means = logMean.ToArray(), logs = Draws.Elements(logOverdispersion, logMean.Shape);
        return Draws.Of(samples, logMean.Shape, logMean.Backend, i => Draw(means[i], logs[i], rng));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new NegativeBinomialDistribution(logMean.Detach(), logOverdispersion.Detach());

    private protected override Tensor Elements(Tensor x, int rows) =>
        LogMass(Folded(x, rows).Maximum(0f), Folded(logMean, rows), Stretched(logOverdispersion, logMean, rows));

    /// <summary>The logarithm of the mass of every count, with broadcasting.</summary>
    internal static Tensor LogMass(Tensor counts, Tensor logMean, Tensor logOverdispersion)
    {
        // With r = 1 / d: log Gamma(x + r) - log Gamma(r) - log x! + r log(r / (r + m)) + x log(m / (r + m)), where Stirling's
        // formula takes the place of the first two. Their difference is small beside them where d is, and so is its slope.
        Tensor d = logOverdispersion.Exp(), r = (-logOverdispersion).Exp(), total = counts + r;
        Tensor growth = ((counts * d) + 1).Log(), odds = (logMean + logOverdispersion).Softplus();
        Tensor ways = total.StirlingError() - r.StirlingError() - (counts + 1).LogGamma();
        return (total * (growth - odds)) - growth.Affine(0.5f) + (counts * (logMean - 1)) + ways;
    }

    /// <summary>One count.</summary>
    internal static double Draw(double logMean, double logOverdispersion, Rng rng) =>
        Draws.Poisson(Math.Exp(logMean + logOverdispersion + Draws.LogGamma(Math.Exp(-logOverdispersion), rng)), rng);
}
