using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>activation(x * W transposed + b): grows pictures, sequences or volumes, one kernel.</summary>
public sealed class TransposedConvolution : ConvolutionalLayer
{
    /// <summary>A transposed convolution with fresh weights, drawn as PyTorch does.</summary>
    /// <param name="input">[spatial..., channels] of what comes in.</param>
    /// <param name="channels">How many channels come out.</param>
    /// <param name="kernel">The window's extent in every dimension.</param>
    /// <param name="geometry">How the window moves over the result.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="rng">Where the weights are drawn from.</param>
    /// <param name="bias">Whether something is added; a normalisation that follows makes it useless.</param>
    /// <param name="backend">Where the weights live.</param>
    /// <exception cref="TensorException">Nothing would come out.</exception>
    public TransposedConvolution(Shape input, int channels, int kernel, ConvolutionGeometry geometry, Activation activation, Rng rng, bool bias = true, Backend? backend = null)
        : base(input, channels, kernel, geometry, transposed: true, activation, rng, bias, backend)
    {
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).TransposedConvolution(Weight, Bias, Geometry, Activation);
}
