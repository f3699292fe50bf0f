using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>The means of windows, channel by channel. Padding does not count: a window at the edge has the mean of what is there.</summary>
/// <param name="row">The shape of a row: [one to three spatial extents, channels].</param>
/// <param name="window">The extent of a window, the same in every spatial dimension.</param>
/// <param name="stride">From window to window; null for the window's extent.</param>
/// <param name="padding">Places before the first and after the last, less than the window.</param>
/// <exception cref="ArgumentException">The row has no spatial dimensions.</exception>
/// <exception cref="TensorException">The window does not fit.</exception>
public sealed class AveragePooling(Shape row, int window, int? stride = null, int padding = 0) : Pooling(row, window, stride, padding)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).Resample(Windows);
}
