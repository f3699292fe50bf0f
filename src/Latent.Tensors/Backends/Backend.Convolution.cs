namespace Latent.Tensors.Backends;

/// <content>Convolution: the three tensors of y = x * w, each computed from the other two.</content>
public abstract partial class Backend
{
    /// <summary>y = activation(x * w + bias), or y += x * w where <paramref name="accumulate"/>, which goes without the other two.</summary>
    internal abstract void Convolution(in ConvolutionShape shape, Tensor x, Tensor w, Tensor? bias, Activation activation, Tensor y, bool accumulate);

    /// <summary>The adjoint: x = activation(y * w transposed + bias), or x += y * w transposed. It is the input's gradient, and the transposed convolution.</summary>
    internal abstract void ConvolutionTransposed(in ConvolutionShape shape, Tensor y, Tensor w, Tensor? bias, Activation activation, Tensor x, bool accumulate);

    /// <summary>dw (+)= the gradient of the weights.</summary>
    internal abstract void ConvolutionWeightGradient(in ConvolutionShape shape, Tensor x, Tensor dy, Tensor dw, bool accumulate);

    /// <summary>dy *= activation'(y), in place, and dBias (+)= the sums of its columns.</summary>
    internal abstract void ActivationGradient(Tensor y, Tensor dy, Activation activation, GradientTarget dBias);
}
