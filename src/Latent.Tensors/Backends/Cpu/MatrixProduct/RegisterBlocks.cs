using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>The register block for every number of rows and vectors.</summary>
internal static unsafe class RegisterBlocks<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    private static readonly delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void>[] s_kernels =
    [
        null, null, null, null,
        &RegisterBlock.Run<TVector, One, One, Zero>, &RegisterBlock.Run<TVector, One, Two, Zero>, &RegisterBlock.Run<TVector, One, One, One>, &RegisterBlock.Run<TVector, One, Two, One>,
        &RegisterBlock.Run<TVector, Two, One, Zero>, &RegisterBlock.Run<TVector, Two, Two, Zero>, &RegisterBlock.Run<TVector, Two, One, One>, &RegisterBlock.Run<TVector, Two, Two, One>,
        &RegisterBlock.Run<TVector, Three, One, Zero>, &RegisterBlock.Run<TVector, Three, Two, Zero>, &RegisterBlock.Run<TVector, Three, One, One>, &RegisterBlock.Run<TVector, Three, Two, One>,
        &RegisterBlock.Run<TVector, Four, One, Zero>, &RegisterBlock.Run<TVector, Four, Two, Zero>, &RegisterBlock.Run<TVector, Four, One, One>, &RegisterBlock.Run<TVector, Four, Two, One>,
        &RegisterBlock.Run<TVector, Five, One, Zero>, &RegisterBlock.Run<TVector, Five, Two, Zero>, &RegisterBlock.Run<TVector, Five, One, One>, &RegisterBlock.Run<TVector, Five, Two, One>,
        &RegisterBlock.Run<TVector, Six, One, Zero>, &RegisterBlock.Run<TVector, Six, Two, Zero>, &RegisterBlock.Run<TVector, Six, One, One>, &RegisterBlock.Run<TVector, Six, Two, One>,
        &RegisterBlock.Run<TVector, Seven, One, Zero>, &RegisterBlock.Run<TVector, Seven, Two, Zero>, &RegisterBlock.Run<TVector, Seven, One, One>, &RegisterBlock.Run<TVector, Seven, Two, One>,
        &RegisterBlock.Run<TVector, Eight, One, Zero>, &RegisterBlock.Run<TVector, Eight, Two, Zero>, &RegisterBlock.Run<TVector, Eight, One, One>, &RegisterBlock.Run<TVector, Eight, Two, One>,
        &RegisterBlock.Run<TVector, Nine, One, Zero>, &RegisterBlock.Run<TVector, Nine, Two, Zero>, &RegisterBlock.Run<TVector, Nine, One, One>, &RegisterBlock.Run<TVector, Nine, Two, One>,
        &RegisterBlock.Run<TVector, Ten, One, Zero>, &RegisterBlock.Run<TVector, Ten, Two, Zero>, &RegisterBlock.Run<TVector, Ten, One, One>, &RegisterBlock.Run<TVector, Ten, Two, One>,
        &RegisterBlock.Run<TVector, Eleven, One, Zero>, &RegisterBlock.Run<TVector, Eleven, Two, Zero>, &RegisterBlock.Run<TVector, Eleven, One, One>, &RegisterBlock.Run<TVector, Eleven, Two, One>,
        &RegisterBlock.Run<TVector, Twelve, One, Zero>, &RegisterBlock.Run<TVector, Twelve, Two, Zero>, &RegisterBlock.Run<TVector, Twelve, One, One>, &RegisterBlock.Run<TVector, Twelve, Two, One>,
    ];

    /// <summary>The block of this many rows (1 to <see cref="IVector{TSelf}.KernelRows"/>) and vectors (1 or 2) that takes every step.</summary>
    public static delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void> Of(int rows, int vectors) => s_kernels[(4 * rows) + vectors - 1];

    /// <summary>The same for steps in a list.</summary>
    public static delegate*<int, int, nint, int*, float*, nint, nint, float*, nint, float*, nint, float*, nint, int, bool, void> OfListed(int rows, int vectors) => s_kernels[(4 * rows) + vectors + 1];
}
