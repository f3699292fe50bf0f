using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>The transposed convolution: what decoders grow pictures with.</content>
public static partial class TensorOperations
{
    private static readonly TransposedConvolutionOperation s_transposedConvolution = new();

    /// <summary>activation(x * weight transposed + bias): the adjoint of the convolution that takes out channels to in, so every value of x is spread over a window of the result.</summary>
    /// <param name="x">[rows, spatial..., in], with one to three spatial dimensions.</param>
    /// <param name="weight">[kernel..., out / groups, in].</param>
    /// <param name="bias">[out]; null for none.</param>
    /// <param name="geometry">How the window moves over the result; null for one step at a time and no padding.</param>
    /// <param name="activation">What follows, in the same kernel where it can.</param>
    /// <returns>[rows, spatial..., out].</returns>
    /// <exception cref="TensorException">The shapes do not fit; the message names them.</exception>
    public static Tensor TransposedConvolution(this Tensor x, Tensor weight, Tensor? bias = null, ConvolutionGeometry? geometry = null, Activation activation = Activation.None)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        geometry ??= s_plainGeometry;
        int dimensions = RequireWindow(x, weight, geometry), channels = weight.Shape[^2] * geometry.Groups;
        if (weight.Shape.Columns != x.Shape.Columns || x.Shape.Columns % geometry.Groups != 0)
        {
            throw new TensorException($"Weights {weight.Shape} in {geometry.Groups} group(s) do not spread {x.Shape}: they take {weight.Shape.Columns} channels and give {channels}.");
        }
        RequireBias(bias, channels, weight);
        if (activation is Activation.Gelu or Activation.Silu)
        {
            Tensor linear = x.TransposedConvolution(weight, bias, geometry);
            return activation is Activation.Gelu ? linear.Gelu() : linear.Silu();
        }
        Tensor y = Tensor.Empty(ResultOf(x.Shape, weight.Shape, dimensions, channels, geometry, transposed: true), x.Backend);
        x.Backend.ConvolutionTransposed(ConvolutionShape.Of(y.Shape, x.Shape, weight.Shape, geometry), x, weight, bias, activation, y, false);
        Tape.Current?.Record(new Node(s_transposedConvolution, y, x, weight, bias) { Code = (int)activation, Settings = geometry });
        return y;
    }

    private sealed class TransposedConvolutionOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Backend backend = n.Output.Backend;
            ConvolutionShape shape = ConvolutionShape.Of(n.Output.Shape, n.A!.Shape, n.B!.Shape, (ConvolutionGeometry)n.Settings!);
            backend.ActivationGradient(n.Output, d.OutputGradient, (Activation)n.Code, d.TargetOf(n.C));
            if (d.TargetOf(n.B) is { Tensor: { } dw } weights)
            {
                backend.ConvolutionWeightGradient(shape, d.OutputGradient, n.A, dw, weights.Accumulate);
            }
            if (d.TargetOf(n.A) is { Tensor: { } dx } input)
            {
                backend.Convolution(shape, d.OutputGradient, n.B, null, Activation.None, dx, input.Accumulate);
            }
        }
    }
}
