using Latent.Distributions;
using Latent.Posteriors;
using Latent.Tensors;

namespace Latent.Priors;

/// <summary>p(z): every code of a codebook is as likely as any other, at every position; what the codes of data are like is learned after training (see <see cref="Samplers.CodeSampler"/>).</summary>
public sealed class UniformCodes : Prior
{
    private readonly Codebook _codebook;
    private readonly int _positions;

    /// <summary>A prior over rows of codes.</summary>
    public UniformCodes(Codebook codebook, int positions)
    {
        ArgumentNullException.ThrowIfNull(codebook);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(positions);
        _codebook = codebook;
        _positions = positions;
    }

    /// <inheritdoc/>
    public override int LatentSize => _positions * _codebook.Dimension;

    /// <inheritdoc/>
    public override LatentSpace Space => LatentSpace.Codes;

    /// <inheritdoc/>
    public override Distribution Given(Tensor? condition = null) => new UniformCodesDistribution(_codebook, _positions);
}
