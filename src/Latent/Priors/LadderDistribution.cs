using Latent.Distributions;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Priors;

/// <summary>Levels of normal distributions, each depending on the level above: p(z), or, with what an encoder says of every level, q(z|x). It asks the prior's networks, so it lives with them.</summary>
public sealed class LadderDistribution : Distribution
{
    private readonly LadderPrior _prior;
    private readonly GaussianDistribution? _evidence;

    /// <param name="prior">The networks between the levels.</param>
    /// <param name="evidence">[rows, all levels]: what the encoder says; null for p(z).</param>
    internal LadderDistribution(LadderPrior prior, GaussianDistribution? evidence)
    {
        _prior = prior;
        _evidence = evidence;
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <summary>[rows, values]: every level at the mean that it has when the level above is at its mean.</summary>
    public override Tensor Mean => Descend(1, null);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        RequireWhole(mask);
        ReadOnlySpan<int> sizes = _prior.Sizes;
        Tensor? sum = null, above = null;
        for (int i = sizes.Length - 1, end = _prior.LatentSize; i >= 0; end -= sizes[i], i--)
        {
            Tensor values = x.Slice(1, end - sizes[i], sizes[i]);
            Tensor log = Level(i, above, end - sizes[i]).LogProbability(values);
            sum = sum is null ? log : sum + log;
            above = values;
        }
        return sum!;
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => Descend(samples, rng);

    /// <summary>All levels, from the highest down, side by side with the lowest first: drawn, or their means if there is nothing to draw from.</summary>
    private Tensor Descend(int samples, Rng? rng)
    {
        ReadOnlySpan<int> sizes = _prior.Sizes;
        Tensor? all = null, above = null;
        for (int i = sizes.Length - 1, end = _prior.LatentSize; i >= 0; end -= sizes[i], i--)
        {
            GaussianDistribution level = Level(i, above, end - sizes[i]);
            Tensor values = rng is null ? level.Mean : level.Sample(above is null ? samples : 1, rng);
            all = all is null ? values : values.Concat(all, 1);
            above = values;
        }
        return all!;
    }

    /// <summary>The distribution of one level given the level above.</summary>
    private GaussianDistribution Level(int level, Tensor? above, int start)
    {
        GaussianDistribution prior = _prior.Level(level, above);
        if (_evidence is null)
        {
            return prior;
        }
        int rows = Math.Max(_evidence.Mean.Shape[0], prior.Mean.Shape[0]), times = rows / _evidence.Mean.Shape[0], size = _prior.Sizes[level];
        Tensor mean = _evidence.Mean.Slice(1, start, size).Repeat(times), logVariance = _evidence.LogVariance.Slice(1, start, size).Repeat(times);

        // Precisions add up: log(1 / v) = log(1 / v_q + 1 / v_p), and the mean is weighed by the share of each.
        Tensor excess = logVariance - prior.LogVariance;
        return new GaussianDistribution(prior.Mean + ((mean - prior.Mean) * (-excess).Sigmoid()), logVariance - excess.Softplus());
    }
}
