using Latent.Tensors.Backends;

namespace Latent.Tensors.Ops;

/// <content>Convolution over one, two or three spatial dimensions.</content>
public static partial class TensorOperations
{
    private static readonly ConvolutionOperation s_convolution = new();

    /// <summary>activation(x * weight + bias): every result is a weighted sum over a window of x.</summary>
    /// <param name="x">[rows, spatial..., in], with one to three spatial dimensions.</param>
    /// <param name="weight">[kernel..., in / groups, out].</param>
    /// <param name="bias">[out]; null for none.</param>
    /// <param name="geometry">How the window moves; null for one step at a time and no padding.</param>
    /// <param name="activation">What follows, in the same kernel where it can.</param>
    /// <returns>[rows, spatial..., out].</returns>
    /// <exception cref="TensorException">The shapes do not fit; the message names them.</exception>
    public static Tensor Convolution(this Tensor x, Tensor weight, Tensor? bias = null, ConvolutionGeometry? geometry = null, Activation activation = Activation.None)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        geometry ??= s_plainGeometry;
        int dimensions = RequireWindow(x, weight, geometry);
        if (weight.Shape[^2] * geometry.Groups != x.Shape.Columns || weight.Shape.Columns % geometry.Groups != 0)
        {
            throw new TensorException($"Weights {weight.Shape} in {geometry.Groups} group(s) do not convolve {x.Shape}: they take {weight.Shape[^2] * geometry.Groups} channels and give {weight.Shape.Columns}.");
        }
        RequireBias(bias, weight.Shape.Columns, weight);
        if (activation is Activation.Gelu or Activation.Silu)
        {
            Tensor linear = x.Convolution(weight, bias, geometry);
            return activation is Activation.Gelu ? linear.Gelu() : linear.Silu();
        }
        Tensor y = Tensor.Empty(ResultOf(x.Shape, weight.Shape, dimensions, weight.Shape.Columns, geometry, transposed: false), x.Backend);
        x.Backend.Convolution(ConvolutionShape.Of(x.Shape, y.Shape, weight.Shape, geometry), x, weight, bias, activation, y, false);
        Tape.Current?.Record(new Node(s_convolution, y, x, weight, bias) { Code = (int)activation, Settings = geometry });
        return y;
    }

    private static readonly ConvolutionGeometry s_plainGeometry = new();

    private static int RequireWindow(Tensor x, Tensor weight, ConvolutionGeometry geometry)
    {
        int dimensions = x.Shape.Rank - 2;
        if (dimensions is < 1 or > 3 || weight.Shape.Rank != x.Shape.Rank)
        {
            throw new TensorException($"A convolution joins [rows, 1 to 3 spatial dimensions, channels] and weights [kernel..., in, out] of as many dimensions, not {x.Shape} and {weight.Shape}.");
        }
        geometry.RequireDimensions(dimensions);
        return weight.Length > 0 ? dimensions : throw new TensorException($"The weights {weight.Shape} of a convolution are empty.");
    }

    private static void RequireBias(Tensor? bias, int channels, Tensor weight)
    {
        if (bias is not null && bias.Length != channels)
        {
            throw new TensorException($"A bias of shape {bias.Shape} does not fit the {channels} channels of weights {weight.Shape}.");
        }
    }

    private static Shape ResultOf(Shape x, Shape weight, int dimensions, int channels, ConvolutionGeometry geometry, bool transposed)
    {
        Span<int> spatial = stackalloc int[3], kernel = stackalloc int[3], extents = stackalloc int[5];
        for (int i = 0; i < dimensions; i++)
        {
            spatial[i] = x[i + 1];
            kernel[i] = weight[i];
        }
        extents[0] = x[0];
        geometry.ResultExtents(spatial[..dimensions], kernel[..dimensions], transposed, extents.Slice(1, dimensions));
        extents[dimensions + 1] = channels;
        return new Shape(extents[..(dimensions + 2)]);
    }

    private sealed class ConvolutionOperation : Operation
    {
        public override void Backward(in Derivation d)
        {
            Node n = d.Node;
            Backend backend = n.Output.Backend;
            ConvolutionShape shape = ConvolutionShape.Of(n.A!.Shape, n.Output.Shape, n.B!.Shape, (ConvolutionGeometry)n.Settings!);
            backend.ActivationGradient(n.Output, d.OutputGradient, (Activation)n.Code, d.TargetOf(n.C));
            if (d.TargetOf(n.B) is { Tensor: { } dw } weights)
            {
                backend.ConvolutionWeightGradient(shape, n.A, d.OutputGradient, dw, weights.Accumulate);
            }
            if (d.TargetOf(n.A) is { Tensor: { } dx } input)
            {
                backend.ConvolutionTransposed(shape, d.OutputGradient, n.B, null, Activation.None, dx, input.Accumulate);
            }
        }
    }
}
