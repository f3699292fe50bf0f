namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>One matrix product to compute: C = start + A B, then an activation. Transposition is a choice of strides.</summary>
internal unsafe struct Product
{
    /// <summary>Rows of A and C, columns of B and C, and the summed dimension.</summary>
    public int Rows, Columns, Depth;

    /// <summary>Element (i, k) of A is at A[i * ARow + k * AStep].</summary>
    public float* A;

    public nint ARow, AStep;

    /// <summary>Element (k, j) of B is at B[k * BStep + j * BColumn].</summary>
    public float* B;

    public nint BStep, BColumn;

    /// <summary>Where B is packed already: the distance between its panels of two vectors' width, in which BStep lies between steps. 0 where it is not.</summary>
    public nint PanelStep;

    /// <summary>Row i of C is at C[i * CRow].</summary>
    public float* C;

    public nint CRow;

    /// <summary>What every row of the sum starts from; null for zero.</summary>
    public float* Bias;

    /// <summary>Whether the sum starts from C itself.</summary>
    public bool Accumulate;

    /// <summary>Whether negative results become zero, while they are still in registers.</summary>
    public bool Clamp;

    /// <summary>Whether it is not worth looking for zeros in A.</summary>
    public bool Dense;

    /// <summary>Applied in place to a tile of C (pointer, row stride, rows, columns) while it is in the cache; null for none.</summary>
    public delegate*<float*, nint, int, int, void> Activation;

    /// <summary>C [m, n] = A B for row-major operands, each as it is or transposed.</summary>
    public static Product Of(float* a, bool transposeA, float* b, bool transposeB, float* c, int rows, int columns, int depth) => new()
    {
        Rows = rows,
        Columns = columns,
        Depth = depth,
        A = a,
        ARow = transposeA ? 1 : depth,
        AStep = transposeA ? rows : 1,
        B = b,
        BStep = transposeB ? 1 : columns,
        BColumn = transposeB ? depth : 1,
        C = c,
        CRow = columns,
    };
}
