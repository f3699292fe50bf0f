using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Distributions;

/// <summary>Where the elements below the diagonal of a square matrix stand when they are written in a row.</summary>
internal sealed class LowerTriangle
{
    private readonly Indices _places;
    private readonly Tensor _below;
    private readonly Tensor _diagonal;

    /// <param name="size">The side of the matrix.</param>
    /// <param name="scale">What the elements below the diagonal are multiplied with.</param>
    /// <param name="backend">Where the matrices live.</param>
    public LowerTriangle(int size, float scale, Backend? backend)
    {
        Size = size;
        int[] places = new int[size * size];
        float[] below = new float[places.Length], diagonal = new float[places.Length];
        for (int row = 0; row < size; row++)
        {
            for (int column = 0; column < row; column++)
            {
                places[(row * size) + column] = (row * (row - 1) / 2) + column;
                below[(row * size) + column] = scale;
            }
            diagonal[(row * size) + row] = 1;
        }
        _places = new Indices(places);
        _below = Tensor.Constant(below, new Shape(size, size), backend);
        _diagonal = Tensor.Constant(diagonal, new Shape(size, size), backend);
    }

    /// <summary>The side of the matrix.</summary>
    public int Size { get; }

    /// <summary>How many elements stand below the diagonal.</summary>
    public static int Elements(int size) => size * (size - 1) / 2;

    /// <summary>[rows, size, size]: the matrices with these diagonals.</summary>
    /// <param name="diagonal">[rows, size].</param>
    /// <param name="below">[rows, elements], row by row of the matrix; null if there are none.</param>
    public Tensor Matrices(Tensor diagonal, Tensor? below)
    {
        int rows = diagonal.Shape[0];
        Tensor matrices = diagonal.Reshape(new Shape(rows, Size, 1)) * _diagonal;
        return below is null
            ? matrices
            : matrices + (below.Transpose().Gather(_places).Transpose().Reshape(new Shape(rows, Size, Size)) * _below);
    }
}
