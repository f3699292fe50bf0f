using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>The greatest values of windows, channel by channel. Padding never counts.</summary>
/// <inheritdoc cref="AveragePooling"/>
public sealed class MaxPooling(Shape row, int window, int? stride = null, int padding = 0) : Pooling(row, window, stride, padding)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).MaxPooling(Windows);
}
