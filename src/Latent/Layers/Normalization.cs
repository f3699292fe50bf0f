using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Layers;

/// <summary>What all normalisations share: rows keep their shape, and what is normalised is scaled, shifted and activated in the same pass.</summary>
public abstract class Normalization : SpatialLayer
{
    /// <param name="row">The shape of a row: [..., channels].</param>
    /// <param name="scales">How many values have a scale and a shift of their own.</param>
    /// <param name="activation">What follows.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="backend">Where the numbers live.</param>
    private protected Normalization(Shape row, int scales, Activation activation, float epsilon, Backend? backend)
        : base(WithChannels(row), row)
    {
        Scale = Tensor.Parameter([.. Enumerable.Repeat(1f, scales)], new Shape(scales), backend);
        Shift = Tensor.Parameter(new float[scales], new Shape(scales), backend);
        Activation = activation;
        Epsilon = epsilon;
    }

    private protected Tensor Scale { get; }

    private protected Tensor Shift { get; }

    private protected Activation Activation { get; }

    private protected float Epsilon { get; }

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        parameters.Add($"{path}.scale", Scale);
        parameters.Add($"{path}.shift", Shift);
    }

    /// <summary>The row, if it has channels.</summary>
    private protected static Shape WithChannels(Shape row) =>
        row.Rank > 0 && row.Length > 0 ? row : throw new ArgumentException($"A row needs channels; {row} has none.", nameof(row));
}
