using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Corruptions;

/// <summary>
/// Divides pictures into square patches and sets each, all colours together, to zero with the same probability. Where
/// the grid of patches begins changes from batch to batch.
/// </summary>
public sealed class PatchMasking : Corruption
{
    private readonly ImageLayout _layout;
    private readonly float _probability;
    private readonly int _side;

    /// <summary>Zeroes patches of <paramref name="side"/> x <paramref name="side"/> pixels with this probability, from 0 to 1.</summary>
    public PatchMasking(ImageLayout layout, double probability, int side)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(side, layout.Side);
        _layout = layout;
        _probability = Checked(probability);
        _side = side;
    }

    /// <inheritdoc/>
    public override Tensor Corrupt(Tensor values, Rng rng)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rng);
        int pictures = values.Shape[0] * _layout.Slices, height = _layout.Height, width = _layout.Width;

        // One patch more than fits either way, so that the grid can begin before the picture does.
        int down = ((height + _side - 1) / _side) + 1, across = ((width + _side - 1) / _side) + 1;
        int top = rng.Next(_side), left = rng.Next(_side);
        Tensor uniform = Tensor.Uniform(new Shape(pictures, down, 1, across, 1), rng, values.Backend);
        Tensor kept = Hit(uniform, _probability).Affine(-1, 1)
            .Expand(new Shape(pictures, down, _side, across, _side))
            .Reshape(new Shape(pictures, down * _side, across * _side))
            .Slice(1, top, height).Slice(2, left, width)
            .Reshape(new Shape(pictures, height, width, 1));
        return (values.Reshape(new Shape(pictures, height, width, _layout.Channels)) * kept).Reshape(values.Shape);
    }
}
