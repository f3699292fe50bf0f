using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent counts of mass e^-m m^x / x!: the variance is the mean.</summary>
/// <param name="logMean">[rows, values]: log m.</param>
public sealed class PoissonDistribution(Tensor logMean) : IndependentDistribution
{
    /// <inheritdoc/>
    public override Tensor Mean => logMean.Exp();

    private protected override int Rows => logMean.Shape[0];

    /// <summary>Draws; no gradient passes.</summary>
    public override Tensor Sample(int samples, Rng rng)
    {
        float[] logs = logMean.ToArray();
        return Draws.Of(samples, logMean.Shape, logMean.Backend, i => Draws.Poisson(Math.Exp(logs[i]), rng));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new PoissonDistribution(logMean.Detach());

    private protected override Tensor Elements(Tensor x, int rows)
    {
        // What a mask leaves out need not be a count.
        Tensor counts = Folded(x, rows).Maximum(0f), log = Folded(logMean, rows);
        return (counts * log) - log.Exp() - (counts + 1).LogGamma();
    }
}
