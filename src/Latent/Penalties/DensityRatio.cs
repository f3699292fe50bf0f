using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Penalties;

/// <summary>
/// weight KL(q(z) || prod_j q(z_j)) by the ratio of the two densities, which a critic learns (FactorVAE: Kim and Mnih 2018):
/// it tells latents from such whose values were each exchanged with those of other rows, and its score is the logarithm of
/// the ratio. The exchanged latents are of the same batch.
/// </summary>
public sealed class DensityRatio : LatentContest
{
    private Indices _places = new(0);
    private int _room;

    /// <summary>A penalty with a fresh critic.</summary>
    /// <inheritdoc cref="LatentContest"/>
    public DensityRatio(int latentSize, IReadOnlyList<int> hidden, double weight, Rng rng, Backend? backend = null)
        : base(latentSize, hidden, weight, rng, backend)
    {
    }

    /// <summary>The latents with the values of every dimension in an order of their own.</summary>
    internal Tensor Exchanged(Tensor latents, Rng rng)
    {
        int rows = latents.Shape[0], size = latents.Shape[1], count = rows * size;
        _places = count > _room ? new(_room = count) : _places;
        Span<int> places = _places.Refill(count);
        for (int i = 0; i < count; i++)
        {
            places[i] = i;
        }
        for (int j = 0; j < size; j++)
        {
            rng.Shuffle(places.Slice(j * rows, rows));
        }
        return latents.Transpose().Reshape(count, 1).Gather(_places).Reshape(size, rows).Transpose();
    }

    /// <inheritdoc/>
    private protected override Tensor Term(Tensor score) => score;

    /// <inheritdoc/>
    private protected override Tensor Others(Pass pass, Rng rng) => Exchanged(pass.Latent.Detach(), rng);
}
