using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Independent values between 0 and 1 with the beta density x^(a - 1) (1 - x)^(b - 1) / B(a, b), told by mean and
/// concentration: a = m c and b = (1 - m) c, each with a least of 10^-4 added.
/// </summary>
/// <param name="logit">[rows, values]: the log odds of the means m.</param>
/// <param name="logConcentration">The logarithms of c, in the shape of the log odds or one that stretches to it; the variance is near m (1 - m) / (1 + c).</param>
public sealed class BetaDistribution(Tensor logit, Tensor logConcentration) : IndependentDistribution
{
    private const float Least = 1e-4f;

    // Values at the very ends, which have no density, stay finite where a mask leaves them out.
    private const float Margin = 1e-30f;

    /// <inheritdoc/>
    public override Tensor Mean
    {
        get
        {
            Tensor concentration = logConcentration.Exp();
            return ((logit.Sigmoid() * concentration) + Least) / (concentration + (2 * Least));
        }
    }

    /// <summary>The logarithms of the concentrations.</summary>
    public Tensor LogConcentration => logConcentration;

    private protected override int Rows => logit.Shape[0];

    /// <summary>Draws; no gradient passes.</summary>
    public override Tensor Sample(int samples, Rng rng)
    {
        float[] logits = logit.ToArray(), logs = Draws.Elements(logConcentration, logit.Shape);
        return Draws.Of(samples, logit.Shape, logit.Backend, i =>
        {
            double concentration = Math.Exp(logs[i]), odds = Math.Exp(-logits[i]);
            double difference = Draws.LogGamma((concentration / (1 + (1 / odds))) + Least, rng) - Draws.LogGamma((concentration / (1 + odds)) + Least, rng);

            // Within the floats between 0 and 1, where the density is finite.
            return Math.Clamp(1 / (1 + Math.Exp(difference)), Margin, 1 - (1.0 / (1 << 24)));
        });
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new BetaDistribution(logit.Detach(), logConcentration.Detach());

    private protected override Tensor Elements(Tensor x, int rows)
    {
        Tensor concentration = Stretched(logConcentration, logit, rows).Exp(), odds = Folded(logit, rows), values = Folded(x, rows);
        Tensor a = (odds.Sigmoid() * concentration) + Least, b = ((-odds).Sigmoid() * concentration) + Least;
        Tensor normaliser = (concentration + (2 * Least)).LogGamma() - a.LogGamma() - b.LogGamma();
        return normaliser + (a.Affine(1, -1) * values.Maximum(Margin).Log()) + (b.Affine(1, -1) * values.Affine(-1, 1).Maximum(Margin).Log());
    }
}
