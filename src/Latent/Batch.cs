using Latent.Tensors;

namespace Latent;

/// <summary>Some rows of data, as a model sees them.</summary>
/// <param name="Values">[rows, ...]: the data. Where the mask is 0 the value is there but means nothing; encoders see 0 in its place.</param>
public sealed record Batch(Tensor Values)
{
    /// <summary>1 where a value was observed, 0 where it is missing, in the shape of the values; null when nothing is missing.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>[rows, ...]: what generation is conditioned on; null for none.</summary>
    public Tensor? Condition { get; init; }

    /// <summary>The class of every row, -1 where it is not known; null when there are none.</summary>
    public Indices? Labels { get; init; }

    /// <summary>[rows]: the number that is to be told from every row, not a number where it is not known; null when there are none.</summary>
    public Tensor? Targets { get; init; }

    /// <summary>How many rows there are.</summary>
    public int Rows => Values.Shape[0];
}
