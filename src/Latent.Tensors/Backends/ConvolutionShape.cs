namespace Latent.Tensors.Backends;

/// <summary>Three spatial numbers, outermost first; where there are fewer dimensions, the outer ones stand for an extent of 1.</summary>
internal readonly record struct Extents(int Depth, int Height, int Width)
{
    public int Volume => Depth * Height * Width;
}

/// <summary>
/// A convolution with everything settled: from x [rows, In..., inputs] to y [rows, Out..., outputs] with weights
/// [Kernel..., inputs / groups, outputs]. The kernels all take this one, whichever of the three tensors they compute; a
/// transposed convolution is the adjoint of one.
/// </summary>
internal readonly struct ConvolutionShape
{
    public int Rows { get; init; }

    public Extents In { get; init; }

    public Extents Out { get; init; }

    public Extents Kernel { get; init; }

    public Extents Stride { get; init; }

    public Extents Padding { get; init; }

    public Extents Dilation { get; init; }

    public int Inputs { get; init; }

    public int Outputs { get; init; }

    public int Groups { get; init; }

    public int GroupInputs => Inputs / Groups;

    public int GroupOutputs => Outputs / Groups;

    /// <summary>Whether every result sees one position alone, the same: a matrix product.</summary>
    public bool IsPointwise => Kernel.Volume == 1 && Stride.Volume == 1 && Padding == default && Groups == 1;

    /// <summary>The shape for these tensors' shapes.</summary>
    /// <param name="x">[rows, spatial..., inputs].</param>
    /// <param name="y">[rows, spatial..., outputs].</param>
    /// <param name="weight">[kernel..., inputs / groups, outputs].</param>
    /// <param name="geometry">How the window moves.</param>
    public static ConvolutionShape Of(Shape x, Shape y, Shape weight, ConvolutionGeometry geometry)
    {
        int dimensions = x.Rank - 2;
        return new ConvolutionShape
        {
            Rows = x[0],
            Inputs = x.Columns,
            Outputs = y.Columns,
            Groups = geometry.Groups,
            In = Spatial(x, 1, dimensions),
            Out = Spatial(y, 1, dimensions),
            Kernel = Spatial(weight, 0, dimensions),
            Stride = Settle(geometry.Stride, dimensions, 1),
            Padding = Settle(geometry.Padding, dimensions, 0),
            Dilation = Settle(geometry.Dilation, dimensions, 1),
        };
    }

    private static Extents Spatial(Shape shape, int first, int dimensions) =>
        new(dimensions > 2 ? shape[first] : 1, dimensions > 1 ? shape[first + dimensions - 2] : 1, shape[first + dimensions - 1]);

    private static Extents Settle(IReadOnlyList<int> list, int dimensions, int missing) => new(
        dimensions > 2 ? ConvolutionGeometry.At(list, 0) : missing,
        dimensions > 1 ? ConvolutionGeometry.At(list, dimensions - 2) : missing,
        ConvolutionGeometry.At(list, dimensions - 1));
}
