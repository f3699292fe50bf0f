using Latent.Tensors;
using Latent.Tensors.Ops;

namespace Latent.Layers;

/// <summary>Other spatial extents for the same channels, nearest or interpolated: the layer that makes feature maps larger.</summary>
public sealed class Upsample : Layer
{
    private readonly Shape _row;
    private readonly Resampling _resampling;

    /// <summary>A layer from one set of spatial extents to another.</summary>
    /// <param name="row">The shape of a row: [one to three spatial extents, channels].</param>
    /// <param name="extents">The spatial extents of the result.</param>
    /// <param name="interpolation">How places between places are found.</param>
    /// <exception cref="ArgumentException">The row has no spatial dimensions.</exception>
    /// <exception cref="TensorException">There are not as many extents as the row has, or some are not positive.</exception>
    public Upsample(Shape row, ReadOnlySpan<int> extents, Interpolation interpolation = Interpolation.Nearest)
    {
        _row = RowOf.Places(row);
        ReadOnlySpan<int> inputs = row.ToArray().AsSpan(..^1);
        _resampling = interpolation is Interpolation.Linear ? Resampling.Linear(inputs, extents) : Resampling.Nearest(inputs, extents);
        OutputRow = _resampling.OutputOf(row);
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

    /// <summary>The shape of a row of the result.</summary>
    public Shape OutputRow { get; }

    /// <inheritdoc/>
    public override int Inputs => _row.Length;

    /// <inheritdoc/>
    public override int Outputs => OutputRow.Length;

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Phase phase) => RowOf.Shaped(x, _row).Resample(_resampling);

    /// <inheritdoc/>
    public override void Collect(string path, ParameterSet parameters)
    {
    }

    private static int[] Times(Shape row, int factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        return [.. RowOf.Places(row).ToArray()[..^1].Select(n => checked(n * factor))];
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
