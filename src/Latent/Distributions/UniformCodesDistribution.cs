using Latent.Posteriors;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Every code of a codebook is as likely as any other, at every position.</summary>
public sealed class UniformCodesDistribution : Distribution
{
    private readonly Codebook _codebook;
    private readonly int _positions;

    internal UniformCodesDistribution(Codebook codebook, int positions)
    {
        _codebook = codebook;
        _positions = positions;
    }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <summary>The middle of all codes, at every position.</summary>
    public override Tensor Mean => _codebook.Vectors.Detach().Mean(0).Reshape(new Shape(1, 1, _codebook.Dimension)).Expand(new Shape(1, _positions, _codebook.Dimension)).Reshape(new Shape(1, Values));

    /// <summary>What a position costs, in nats.</summary>
    internal float Rate => MathF.Log(_codebook.Count);

    private int Values => _positions * _codebook.Dimension;

    /// <summary>The log-probability of rows of codes of this codebook, which they are taken to be.</summary>
    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Tensor.Full(new Shape(x.Length / Values), -_positions * Rate, x.Backend);
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(rng);
        var codes = new Indices(samples * _positions);
        foreach (ref int code in codes.Refill(samples * _positions))
        {
            code = rng.Next(_codebook.Count);
        }
        return _codebook.Vectors.Detach().Gather(codes).Reshape(new Shape(samples, Values));
    }

    /// <inheritdoc/>
    public override Distribution Detach() => this;
}
