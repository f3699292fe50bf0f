using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Normalisation of every channel of every row by itself, over its places (Ulyanov et al. 2016): group normalisation with a group for every channel.</summary>
/// <param name="row">The shape of a row: [..., channels].</param>
/// <param name="activation">What follows.</param>
/// <param name="epsilon">What is added to the variance.</param>
/// <param name="backend">Where the numbers live.</param>
/// <exception cref="ArgumentException">The row has no channels.</exception>
public sealed class InstanceNormalization(Shape row, Activation activation = Activation.None, float epsilon = 1e-5f, Backend? backend = null) : Normalization(row, row.Columns, activation, epsilon, backend)
{
    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).GroupNormalization(InputShape.Columns, Scale, Shift, Activation, Epsilon);
}
