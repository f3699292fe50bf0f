using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Independent counts that are zero with a probability of their own, and otherwise follow a <see cref="NegativeBinomialDistribution"/>: for counts that can be lost.</summary>
/// <param name="logMean">[rows, values]: log m of the counts that are not lost.</param>
/// <param name="logOverdispersion">The logarithm of their overdispersion, in the shape of the means or one that stretches to it.</param>
/// <param name="logitOfLoss">[rows, values]: the log odds that a count is lost.</param>
public sealed class ZeroInflatedNegativeBinomialDistribution(Tensor logMean, Tensor logOverdispersion, Tensor logitOfLoss) : IndependentDistribution
{
    /// <inheritdoc/>
    public override Tensor Mean => logMean.Exp() * (-logitOfLoss).Sigmoid();

    /// <summary>The log odds that a count is lost.</summary>
    public Tensor LogitOfLoss => logitOfLoss;

    private protected override int Rows => logMean.Shape[0];

    /// <summary>Draws; no gradient passes.</summary>
    public override Tensor Sample(int samples, Rng rng)
    {
        float[] means = logMean.ToArray(), logs = Draws.Elements(logOverdispersion, logMean.Shape), logits = logitOfLoss.ToArray();
        return Draws.Of(samples, logMean.Shape, logMean.Backend, i =>
            rng.NextDouble() < 1 / (1 + Math.Exp(-logits[i])) ? 0 : NegativeBinomialDistribution.Draw(means[i], logs[i], rng));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new ZeroInflatedNegativeBinomialDistribution(logMean.Detach(), logOverdispersion.Detach(), logitOfLoss.Detach());

    private protected override Tensor Elements(Tensor x, int rows)
    {
        Tensor counts = Folded(x, rows).Maximum(0f), logit = Folded(logitOfLoss, rows);
        Tensor kept = NegativeBinomialDistribution.LogMass(counts, Folded(logMean, rows), Stretched(logOverdispersion, logMean, rows));

        // log(1 - p) + log f(x), and at zero log(p + (1 - p) f(0)), which is that plus log(1 + p / ((1 - p) f(0))).
        Tensor isZero = Tensor.Full(Shape.Scalar, 0.5f, x.Backend).Greater(counts);
        return kept - logit.Softplus() + (isZero * (logit - kept).Softplus());
    }
}
