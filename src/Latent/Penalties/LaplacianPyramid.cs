using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Penalties;

/// <summary>
/// weight times the sum over the levels j of a Laplacian pyramid (Burt and Adelson 1983) of 4^j times the sum of absolute
/// differences between the mean of p(x|z) and the row (Bojanowski et al. 2018): every octave of detail counts alike, and
/// blur costs what it loses. Levels are made until the shorter side is below 8 pixels; what is left is the last.
/// </summary>
public sealed class LaplacianPyramid : PicturePenalty
{
    private const int SmallestSide = 8;

    private readonly ImageLayout _layout;
    private readonly List<(PlaneFilter Reduce, PlaneFilter Expand)> _levels = [];

    /// <summary>A penalty on pictures of this layout.</summary>
    /// <param name="layout">How the rows lie.</param>
    /// <param name="weight">Nats for a difference of one in one pixel of the finest level.</param>
    /// <param name="levels">How many levels to take at most, beside what is left.</param>
    /// <param name="backend">Where it is computed.</param>
    public LaplacianPyramid(ImageLayout layout, double weight = 1, int levels = 5, Backend? backend = null)
        : base(weight)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(levels, 1);
        _layout = layout;
        for ((int height, int width) = (layout.Height, layout.Width); _levels.Count < levels && Math.Min(height, width) >= SmallestSide; (height, width) = ((height + 1) / 2, (width + 1) / 2))
        {
            _levels.Add((PlaneFilter.Reduce(height, width, backend), PlaneFilter.Expand(height, width, backend)));
        }
    }

    /// <summary>How many levels fit the pictures, beside what is left.</summary>
    public int Levels => _levels.Count;

    /// <inheritdoc/>
    internal override Tensor Distance(Tensor means, Tensor rows)
    {
        // The pyramid is linear: that of the difference is the difference of the pyramids.
        int count = means.Shape[0];
        Tensor left = _layout.ToPlanes(means - rows);
        Tensor? total = null;
        float weight = 1;
        foreach ((PlaneFilter reduce, PlaneFilter expand) in _levels)
        {
            Tensor coarse = reduce.Apply(left);
            Add(left - expand.Apply(coarse));
            left = coarse;
        }
        Add(left);
        return total!;

        void Add(Tensor level)
        {
            Tensor sum = level.Abs().Reshape(new Shape(count, level.Length / count)).Sum(1) * weight;
            total = total is null ? sum : total + sum;
            weight *= 4;
        }
    }
}
