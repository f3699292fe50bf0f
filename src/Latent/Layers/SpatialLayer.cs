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

    /// <summary>The spatial extents of a row, if it has one to three and channels.</summary>
    private protected static ReadOnlySpan<int> Extents(Shape row) => row.Rank is >= 2 and <= 4 && row.Length > 0
        ? row.ToArray().AsSpan(..^1)
        : throw new ArgumentException($"A row needs one to three spatial dimensions and channels, not {row}.", nameof(row));
}
