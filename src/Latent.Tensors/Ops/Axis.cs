namespace Latent.Tensors.Ops;

/// <summary>Shapes with one dimension replaced.</summary>
internal static class Axis
{
    /// <summary>The number of a dimension, counted from the outermost.</summary>
    /// <exception cref="TensorException">There is no such dimension.</exception>
    public static int Of(Shape shape, Index axis)
    {
        int i = axis.GetOffset(shape.Rank);
        return (uint)i < (uint)shape.Rank ? i : throw new TensorException($"{shape} has no dimension {axis}.");
    }

    /// <summary>The shape with another extent in one dimension.</summary>
    public static Shape With(this Shape shape, int axis, int extent)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank];
        int rank = shape.CopyTo(extents);
        extents[axis] = extent;
        return new Shape(extents[..rank]);
    }

    /// <summary>The shape without one dimension.</summary>
    public static Shape Without(this Shape shape, int axis)
    {
        Span<int> extents = stackalloc int[Shape.MaxRank];
        int rank = shape.CopyTo(extents);
        extents[(axis + 1)..rank].CopyTo(extents[axis..]);
        return new Shape(extents[..(rank - 1)]);
    }

    /// <summary>The shape as a matrix: the outermost dimension against all others. A vector is one row, and so is a scalar.</summary>
    public static Shape AsMatrix(this Shape shape) => shape.Rank < 2 ? new Shape(1, shape.Length) : new Shape(shape[0], shape.WithoutFirst().Length);
}
