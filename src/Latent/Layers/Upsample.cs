using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Other spatial extents for the same channels, nearest or interpolated: the layer that makes feature maps larger.</summary>
public sealed class Upsample : SpatialLayer
{
    private readonly Resampling _resampling;

    /// <summary>A layer from one set of spatial extents to another.</summary>
    /// <param name="row">The shape of a row: [one to three spatial extents, channels].</param>
    /// <param name="extents">The spatial extents of the result.</param>
    /// <param name="interpolation">How places between places are found.</param>
    /// <exception cref="ArgumentException">The row has no spatial dimensions.</exception>
    /// <exception cref="TensorException">There are not as many extents as the row has, or some are not positive.</exception>
    public Upsample(Shape row, ReadOnlySpan<int> extents, Interpolation interpolation = Interpolation.Nearest)
        : this(row, interpolation is Interpolation.Linear ? Resampling.Linear(Extents(row), extents) : Resampling.Nearest(Extents(row), extents))
    {
    }

    /// <summary>A layer that makes every spatial extent so many times as large.</summary>
    /// <param name="row">The shape of a row: [one to three spatial extents, channels].</param>
    /// <param name="factor">How many times.</param>
    /// <param name="interpolation">How places between places are found.</param>
    /// <exception cref="ArgumentException">The row has no spatial dimensions, or the factor is not positive.</exception>
    public Upsample(Shape row, int factor = 2, Interpolation interpolation = Interpolation.Nearest)
        : this(row, Times(row, factor), interpolation)
    {
    }

    private Upsample(Shape row, Resampling resampling)
        : base(row, resampling.OutputOf(row)) => _resampling = resampling;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => AsInput(x).Resample(_resampling);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }

    private static int[] Times(Shape row, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        return [.. Extents(row).ToArray().Select(n => checked(n * factor))];
    }
}

/// <summary>How a picture is made larger.</summary>
public enum Interpolation
{
    /// <summary>Every place has the value of the nearest.</summary>
    Nearest,

    /// <summary>Linear between the nearest two in every dimension.</summary>
    Linear,
}
