using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>The register block for every number of rows and vectors.</summary>
internal static unsafe class RegisterBlocks<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private static readonly delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void>[] s_kernels =
    [
        null, null, null,
        &RegisterBlock.Run<TVector, One, One, One>, &RegisterBlock.Run<TVector, One, Two, One>, &RegisterBlock.Run<TVector, One, Two, Two>,
        &RegisterBlock.Run<TVector, Two, One, One>, &RegisterBlock.Run<TVector, Two, Two, One>, &RegisterBlock.Run<TVector, Two, Two, Two>,
        &RegisterBlock.Run<TVector, Three, One, One>, &RegisterBlock.Run<TVector, Three, Two, One>, &RegisterBlock.Run<TVector, Three, Two, Two>,
        &RegisterBlock.Run<TVector, Four, One, One>, &RegisterBlock.Run<TVector, Four, Two, One>, &RegisterBlock.Run<TVector, Four, Two, Two>,
        &RegisterBlock.Run<TVector, Five, One, One>, &RegisterBlock.Run<TVector, Five, Two, One>, &RegisterBlock.Run<TVector, Five, Two, Two>,
        &RegisterBlock.Run<TVector, Six, One, One>, &RegisterBlock.Run<TVector, Six, Two, One>, &RegisterBlock.Run<TVector, Six, Two, Two>,
        &RegisterBlock.Run<TVector, Seven, One, One>, &RegisterBlock.Run<TVector, Seven, Two, One>, &RegisterBlock.Run<TVector, Seven, Two, Two>,
        &RegisterBlock.Run<TVector, Eight, One, One>, &RegisterBlock.Run<TVector, Eight, Two, One>, &RegisterBlock.Run<TVector, Eight, Two, Two>,
        &RegisterBlock.Run<TVector, Nine, One, One>, &RegisterBlock.Run<TVector, Nine, Two, One>, &RegisterBlock.Run<TVector, Nine, Two, Two>,
        &RegisterBlock.Run<TVector, Ten, One, One>, &RegisterBlock.Run<TVector, Ten, Two, One>, &RegisterBlock.Run<TVector, Ten, Two, Two>,
        &RegisterBlock.Run<TVector, Eleven, One, One>, &RegisterBlock.Run<TVector, Eleven, Two, One>, &RegisterBlock.Run<TVector, Eleven, Two, Two>,
        &RegisterBlock.Run<TVector, Twelve, One, One>, &RegisterBlock.Run<TVector, Twelve, Two, One>, &RegisterBlock.Run<TVector, Twelve, Two, Two>,
    ];

    /// <summary>The block of this many rows (1 to <see cref="IVector{TSelf}.KernelRows"/>) and vectors (1 or 2).</summary>
    public static delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void> Of(int rows, int vectors) => s_kernels[(3 * rows) + vectors - 1];

    /// <summary>The block of this many rows and two vectors that takes two elements of every row of A at a step; there is none for a rung of one lane.</summary>
    public static delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void> OfPairs(int rows) => s_kernels[(3 * rows) + 2];
}
