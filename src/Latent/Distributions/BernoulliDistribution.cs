using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// Independent yes or no values. Values between 0 and 1 count as expectations of binarised ones, so that grey levels
/// have the customary log-probability x log p + (1 - x) log(1 - p).
/// </summary>
/// <param name="logits">[rows, ...]: log p / (1 - p).</param>
public sealed class BernoulliDistribution(Tensor logits) : Distribution
{
    /// <summary>The log odds of every value.</summary>
    public Tensor Logits => logits;

    /// <inheritdoc/>
    public override Tensor Mean => logits.Sigmoid();

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null) => logits.BernoulliLogProbability(x, mask);

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        Tensor uniform = Tensor.Uniform(logits.Shape.Prepend(samples), rng, logits.Backend);
        return logits.Sigmoid().Greater(uniform).Reshape(logits.Shape.WithFirst(samples * logits.Shape[0]));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new BernoulliDistribution(logits.Detach());
}
