using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>
/// Products one vector wide. There every element of A that is broadcast serves one multiply-add only, and broadcasts are as
/// dear. So two neighbouring elements are broadcast together, against two rows of B interleaved, and what the two halves sum
/// to is added up at the end: the block is again two vectors wide.
/// </summary>
internal static unsafe class PairedSteps
{
    // Below so many steps, interleaving and adding up cost more than they save.
    private const int FewestSteps = 16;

    /// <summary>Whether a product is done so: never by its number of rows, so that a row has the same bits alone as among others.</summary>
    public static bool Pays<TVector>(in Product product, int blockDepth)
        where TVector : unmanaged, IVector<TVector> =>
        TVector.Count > 1 && product.Columns == TVector.Count && product.AStep == 1 && product.BColumn == 1 && product.PanelStep == 0 && (product.Depth | blockDepth) % 2 == 0 && blockDepth >= FewestSteps;

    /// <summary>How many floats a block's halves take.</summary>
    public static int Sums<TVector>()
        where TVector : unmanaged, IVector<TVector> => 2 * TVector.Count * TVector.KernelRows;

    /// <summary>Interleaves pairs of rows of B.</summary>
    /// <param name="b">Rows, <paramref name="step"/> apart.</param>
    /// <param name="step">The distance between them.</param>
    /// <param name="depth">How many there are, an even number.</param>
    /// <param name="panel">[depth / 2, two vectors].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack<TVector>(float* b, nint step, int depth, float* panel)
        where TVector : unmanaged, IVector<TVector>
    {
        for (int k = 0; k < depth; k += 2)
        {
            TVector low = TVector.Interleave(TVector.Load(b), TVector.Load(b + step), out TVector high);
            TVector.Store(panel, low);
            TVector.Store(panel + TVector.Count, high);
            b += 2 * step;
            panel += 2 * TVector.Count;
        }
    }

    /// <summary>One block of rows: as <see cref="RegisterBlock"/> has it, over a panel of interleaved rows, with room for <see cref="Sums{TVector}"/> floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TVector>(int rows, int depth, float* a, nint aRow, float* panel, float* c, nint cRow, float* start, nint startRow, bool clamp, float* sums)
        where TVector : unmanaged, IVector<TVector>
    {
        int wide = 2 * TVector.Count;
        RegisterBlocks<TVector>.OfPairs(rows)(depth / 2, 1, 0, null, a, aRow, 2, panel, wide, sums, wide, null, 0, wide, false);
        for (int r = 0; r < rows; r++)
        {
            TVector sum = TVector.AddPairs(TVector.Load(sums), TVector.Load(sums + TVector.Count));
            if (start != null)
            {
                sum += TVector.Load(start);
                start += startRow;
            }
            if (clamp)
            {
                sum = TVector.Max(default, sum);
            }
            TVector.Store(c, sum);
            sums += wide;
            c += cRow;
        }
    }
}
