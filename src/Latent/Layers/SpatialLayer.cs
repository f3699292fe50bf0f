using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>A layer that knows where its values lie: [spatial..., channels], channels innermost.</summary>
public abstract class SpatialLayer : Layer
{
    private protected SpatialLayer(Shape input, Shape output)
    {
        InputShape = input;
        OutputShape = output;
    }

    /// <summary>[spatial..., channels] of what comes in.</summary>
    public Shape InputShape { get; }

    /// <summary>[spatial..., channels] of what comes out.</summary>
    public Shape OutputShape { get; }

    /// <inheritdoc/>
    public override int Inputs => InputShape.Length;

    /// <inheritdoc/>
    public override int Outputs => OutputShape.Length;

    /// <summary>The rows of x in this layer's input shape.</summary>
    private protected Tensor AsInput(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape shape = InputShape.Prepend(x.Shape[0]);
        return x.Shape == shape ? x : x.Reshape(shape);
    }

    /// <summary>What a window makes of the input's extents.</summary>
    private protected static Shape Resized(Shape input, int channels, int kernel, ConvolutionGeometry geometry, bool transposed)
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

    private protected static Shape WeightShape(Shape input, int kernel, int inner, int outer)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank];
        extents[..(input.Rank - 1)].Fill(kernel);
        extents[input.Rank - 1] = inner;
        extents[input.Rank] = outer;
        return new Shape(extents[..(input.Rank + 1)]);
    }

    private protected static float[] Uniform(int count, double limit, Rng rng)
    {
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)(limit * ((2 * rng.NextDouble()) - 1));
        }
        return values;
    }
}
