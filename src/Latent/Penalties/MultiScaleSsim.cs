using Latent.Evaluation.Images;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Penalties;

/// <summary>
/// weight (1 - s) for every row, s the multi-scale structural similarity (Wang et al. 2003) of the mean of p(x|z) to the
/// row: local means, contrasts and correlations, at several resolutions, where a squared error sees single pixels. For
/// pictures with values in [0, 1].
/// </summary>
public sealed class MultiScaleSsim : PicturePenalty
{
    private readonly StructuralSimilarity _similarity;

    /// <summary>A penalty on pictures of this layout.</summary>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="weight">The nats that a picture costs which has nothing in common with its row.</param>
    /// <param name="scales">How many scales to take at most.</param>
    /// <param name="backend">Where it is computed.</param>
    public MultiScaleSsim(ImageLayout layout, double weight = 100, int scales = StructuralSimilarity.MostScales, Backend? backend = null)
        : base(weight) => _similarity = new StructuralSimilarity(layout, scales, backend);

    /// <inheritdoc/>
    internal override Tensor Distance(Tensor means, Tensor rows) => _similarity.Of(means, rows).Affine(-1, 1);
}
