using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>The register block for every number of rows and vectors.</summary>
internal static unsafe class RegisterBlocks<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private static readonly delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void>[] s_kernels =
    [
        null, null,
        &RegisterBlock.Run<TVector, One, One>, &RegisterBlock.Run<TVector, One, Two>,
        &RegisterBlock.Run<TVector, Two, One>, &RegisterBlock.Run<TVector, Two, Two>,
        &RegisterBlock.Run<TVector, Three, One>, &RegisterBlock.Run<TVector, Three, Two>,
        &RegisterBlock.Run<TVector, Four, One>, &RegisterBlock.Run<TVector, Four, Two>,
        &RegisterBlock.Run<TVector, Five, One>, &RegisterBlock.Run<TVector, Five, Two>,
        &RegisterBlock.Run<TVector, Six, One>, &RegisterBlock.Run<TVector, Six, Two>,
        &RegisterBlock.Run<TVector, Seven, One>, &RegisterBlock.Run<TVector, Seven, Two>,
        &RegisterBlock.Run<TVector, Eight, One>, &RegisterBlock.Run<TVector, Eight, Two>,
        &RegisterBlock.Run<TVector, Nine, One>, &RegisterBlock.Run<TVector, Nine, Two>,
        &RegisterBlock.Run<TVector, Ten, One>, &RegisterBlock.Run<TVector, Ten, Two>,
        &RegisterBlock.Run<TVector, Eleven, One>, &RegisterBlock.Run<TVector, Eleven, Two>,
        &RegisterBlock.Run<TVector, Twelve, One>, &RegisterBlock.Run<TVector, Twelve, Two>,
    ];

    /// <summary>The block of this many rows (1 to <see cref="IVector{TSelf}.KernelRows"/>) and vectors (1 or 2).</summary>
    public static delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void> Of(int rows, int vectors) => s_kernels[(2 * rows) + vectors - 1];
}
