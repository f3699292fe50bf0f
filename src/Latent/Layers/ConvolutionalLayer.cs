using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>What convolutions and transposed ones share: a weight, perhaps a bias, and how the window moves.</summary>
public abstract class ConvolutionalLayer : SpatialLayer
{
    private protected ConvolutionalLayer(
        Shape input, int channels, int kernel, ConvolutionGeometry geometry, bool transposed, Activation activation, Rng rng, bool bias, Backend? backend)
        : base(input, Resized(input, channels, kernel, geometry, transposed))
    {
        ArgumentNullException.ThrowIfNull(rng);
        Geometry = geometry;
        Activation = activation;
        Shape weight = transposed
            ? WeightShape(input, kernel, channels / geometry.Groups, input.Columns)
            : WeightShape(input, kernel, input.Columns / geometry.Groups, channels);
        Weight = FreshWeights.Draw(weight, weight.Rows, rng, backend);
        Bias = bias ? FreshWeights.Draw(new Shape(channels), weight.Rows, rng, backend) : null;
    }

    private protected Tensor Weight { get; }

    private protected Tensor? Bias { get; }

    private protected ConvolutionGeometry Geometry { get; }

    private protected Activation Activation { get; }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.weight", Weight);
        if (Bias is not null)
        {
            parameters.Add($"{path}.bias", Bias);
        }
    }

    /// <summary>What a window makes of the input's extents.</summary>
    private static Shape Resized(Shape input, int channels, int kernel, ConvolutionGeometry geometry, bool transposed)
    {
        ArgumentNullException.ThrowIfNull(geometry);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernel);
        int dimensions = input.Rank - 1;
        if (dimensions is < 1 or > 3)
        {
            throw new TensorException($"A convolution takes rows of 1 to 3 spatial dimensions and channels, not {input}.");
        }
        Span<int> extents = stackalloc int[Shape.MaxRank], kernels = stackalloc int[3];
        input.CopyTo(extents);
        kernels.Fill(kernel);
        geometry.RequireDimensions(dimensions);
        geometry.ResultExtents(extents[..dimensions], kernels[..dimensions], transposed, extents[..dimensions]);
        extents[dimensions] = channels;
        return new Shape(extents[..(dimensions + 1)]);
    }

    private static Shape WeightShape(Shape input, int kernel, int inner, int outer)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank];
        extents[..(input.Rank - 1)].Fill(kernel);
        extents[input.Rank - 1] = inner;
        extents[input.Rank] = outer;
        return new Shape(extents[..(input.Rank + 1)]);
    }
}
