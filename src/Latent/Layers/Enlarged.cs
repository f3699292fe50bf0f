using Latent.Conditions;
using Latent.Pictures;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Layers;

/// <summary>Small pictures brought to full size by cubic interpolation: what networks that upscale start from.</summary>
internal sealed class Enlarged
{
    private readonly ImageLayout _small;
    private readonly ImageLayout _full;
    private readonly PlaneFilter _filter;

    public Enlarged(LowResolution condition, int channels, Backend? backend = null)
    {
        Shape small = condition.SmallShape;
        _small = new ImageLayout(1, small[0], small[1], channels);
        _full = new ImageLayout(1, small[0] * condition.Factor, small[1] * condition.Factor, channels);
        _filter = PlaneFilter.Cubic(small[0], small[1], condition.Factor, backend);
    }

    /// <summary>[rows, height, width, channels] of rows of small pictures.</summary>
    public Tensor Of(Tensor small) => _full.FromPlanes(_filter.Apply(_small.ToPlanes(small)));
}
