using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>
/// All probability on one code at every position. Codes are counted, not measured, so there is a probability: one for these
/// codes and none for others.
/// </summary>
public sealed class CodeDistribution : Distribution
{
    private readonly Tensor _latents;

    /// <summary>The distribution of these latents.</summary>
    /// <param name="latents">[rows, positions * dimension]: codes, with the gradient of what was rounded to them.</param>
    /// <param name="positions">At how many positions a row has a code.</param>
    internal CodeDistribution(Tensor latents, int positions)
    {
        _latents = latents;
        Positions = positions;
    }

    /// <summary>At how many positions a row has a code.</summary>
    public int Positions { get; }

    /// <inheritdoc/>
    public override bool Factorizes => false;

    /// <inheritdoc/>
    public override bool IsDiscrete => true;

    /// <summary>The codes themselves.</summary>
    public override Tensor Mean => _latents;

    /// <summary>What was rounded, [rows * positions, dimension]; null where only the codes are known.</summary>
    internal Tensor? Encoded { get; init; }

    /// <summary>The codes that it was rounded to, with the gradient that the codebook learns from, if it does.</summary>
    internal Tensor? Chosen { get; init; }

    /// <inheritdoc/>
    /// <returns>[rows]: 0 for rows of just these codes, minus infinity for others.</returns>
    public override Tensor LogProbability(Tensor x, Tensor? mask = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int rows = _latents.Shape[0], values = _latents.Shape[1], given = x.Length / values, fewest = Math.Min(rows, given);
        Tensor difference = Folded(x.Detach(), given / fewest) - Folded(_latents.Detach(), rows / fewest);
        if (mask is not null)
        {
            difference *= Folded(mask, mask.Length / values / fewest);
        }
        Tensor other = difference.Abs().Sum(^1).Reshape(new Shape(Math.Max(rows, given))).Greater(0);
        return other.Where(Tensor.Full(other.Shape, float.NegativeInfinity, x.Backend), Tensor.Zeros(other.Shape, x.Backend));

        Tensor Folded(Tensor t, int times) => t.Reshape(new Shape(times, fewest, values));
    }

    /// <inheritdoc/>
    public override Tensor Sample(int samples, Rng rng) => samples == 1 ? _latents : _latents.Repeat(samples);

    /// <summary>The rate: log K at every position, K being the number of codes that a uniform prior has.</summary>
    /// <param name="other">The prior.</param>
    /// <returns>[rows, positions], nats; null if it is no uniform prior over codes.</returns>
    public override Tensor? KlTo(Distribution other) => other is UniformCodesDistribution uniform
        ? Tensor.Full(new Shape(_latents.Shape[0], Positions), uniform.Rate, _latents.Backend)
        : null;

    /// <inheritdoc/>
    public override Distribution Detach() => new CodeDistribution(_latents.Detach(), Positions);
}
