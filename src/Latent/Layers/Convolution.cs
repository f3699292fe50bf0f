using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>activation(x * W + b) over pictures, sequences or volumes, one kernel.</summary>
public sealed class Convolution : ConvolutionalLayer
{
    /// <summary>A convolution with fresh weights: uniform within the square root of 1 / fan-in either way, which is what PyTorch begins with, too.</summary>
    /// <param name="input">[spatial..., channels] of what comes in.</param>
    /// <param name="channels">How many channels come out.</param>
    /// <param name="kernel">The window's extent in every dimension.</param>
    /// <param name="geometry">How the window moves; null for one step at a time and as much padding as keeps the extents of an odd kernel.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="bias">Whether something is added; a normalisation that follows makes it useless.</param>
    /// <param name="backend">Where the weights live.</param>
    /// <exception cref="TensorException">The window does not fit.</exception>
    public Convolution(Shape input, int channels, int kernel, ConvolutionGeometry? geometry, Activation activation, Rng rng, bool bias = true, Backend? backend = null)
        : base(input, channels, kernel, geometry ?? new(1, kernel / 2), transposed: false, activation, rng, bias, backend)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).Convolution(Weight, Bias, Geometry, Activation);
}
