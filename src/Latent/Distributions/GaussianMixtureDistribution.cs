using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>A mixture of diagonal normal distributions, the same for every row.</summary>
public sealed class GaussianMixtureDistribution : Distribution
{
    private static readonly float s_logTwoPi = (float)Math.Log(2 * Math.PI);
    private readonly Tensor _means;
    private readonly Tensor _logVariances;
    private readonly Tensor _logWeights;
    private Terms? _terms;

    /// <summary>A mixture.</summary>
    /// <param name="means">[components, values].</param>
    /// <param name="logVariances">The shape of the means, or one that stretches to it.</param>
    /// <param name="logWeights">[components]: logarithms of weights that sum to one.</param>
    public GaussianMixtureDistribution(Tensor means, Tensor logVariances, Tensor logWeights)
    {
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(logVariances);
        ArgumentNullException.ThrowIfNull(logWeights);
        _means = means;
        _logVariances = logVariances.Expand(means.Shape);
        _logWeights = logWeights;
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <summary>[components, values]: where the components are.</summary>
    public Tensor Means => _means;

    /// <summary>[components, values]: the logarithms of their variances.</summary>
    public Tensor LogVariances => _logVariances;

    /// <summary>[components]: the logarithms of their weights.</summary>
    public Tensor LogWeights => _logWeights;

    /// <summary>[1, values].</summary>
    public override Tensor Mean => (_logWeights.Exp().Reshape(new Shape(_means.Shape[0], 1)) * _means).Sum(0, keep: true);

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        RequireWhole(mask);
        return ComponentLogProbability(x).LogSumExp(1);
    }

    /// <summary>The logarithm of every component's weight times its density: their sum of exponentials is the density, their softmax says where a row belongs.</summary>
    /// <returns>[rows of x, components].</returns>
    public Tensor ComponentLogProbability(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);

        // (x - m)^2 / v of all pairs in two matrix products, about a common centre so that few digits cancel.
        Terms terms = _terms ??= TermsOf();
        Tensor centred = x - terms.Centre;
        return centred.Square().MatMul(terms.HalfPrecisions, transposeB: true) + centred.MatMul(terms.Slopes, transposeB: true) + terms.Constants;
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        double[] sums = [.. _logWeights.ToArray().Select(w => Math.Exp(w))];
        for (int k = 1; k < sums.Length; k++)
        {
            sums[k] += sums[k - 1];
        }
        var components = new Indices(samples);
        foreach (ref int component in components.Refill(samples))
        {
            int found = Array.BinarySearch(sums, rng.NextDouble() * sums[^1]);
            component = Math.Min(found < 0 ? ~found : found + 1, sums.Length - 1);
        }
        Tensor deviations = _logVariances.Gather(components).Affine(0.5f).Exp();
        return _means.Gather(components) + (deviations * Tensor.Normal(deviations.Shape, rng, _means.Backend));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => new GaussianMixtureDistribution(_means.Detach(), _logVariances.Detach(), _logWeights.Detach());

    private Terms TermsOf()
    {
        Tensor centre = _means.Detach().Mean(0, keep: true), means = _means - centre;
        Tensor precisions = (-_logVariances).Exp(), slopes = means * precisions;
        Tensor squares = ((means * slopes) + _logVariances).Sum(1);
        Tensor constants = _logWeights + squares.Affine(-0.5f, -0.5f * s_logTwoPi * _means.Shape[1]);
        return new Terms(centre, precisions.Affine(-0.5f), slopes, constants);
    }

    /// <summary>What depends on the components alone.</summary>
    private sealed record Terms(Tensor Centre, Tensor HalfPrecisions, Tensor Slopes, Tensor Constants);
}
