using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>Finds the steps of a block of rows at which anything is not zero, in rising order.</summary>
internal static unsafe class ZeroSteps
{
    /// <summary>For rows side by side: step k of the block is <paramref name="rows"/> consecutive floats at a[k * step].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int AcrossColumns<TVector>(float* a, nint step, int rows, int depth, int* list)
        where TVector : unmanaged, IVector<TVector>
    {
        int found = 0;
        for (int k = 0; k < depth; k++)
        {
            TVector any = default;
            int i = 0;
            for (; i <= rows - TVector.Count; i += TVector.Count)
            {
                any += TVector.Abs(TVector.Load(a + i));
            }
            if (i < rows)
            {
                any += TVector.Abs(TVector.LoadPartial(a + i, rows - i));
            }
            list[found] = k;
            found += TVector.IsZero(any) ? 0 : 1;
            a += step;
        }
        return found;
    }

    /// <summary>For rows one below the other: row i of the block is at a[i * row].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int AlongRows<TVector>(float* a, nint row, int rows, int depth, int* list)
        where TVector : unmanaged, IVector<TVector>
    {
        float* seen = stackalloc float[TVector.Count];
        int found = 0;
        for (int k = 0; k < depth; k += TVector.Count)
        {
            int width = Math.Min(TVector.Count, depth - k);
            TVector any = default;
            float* r = a + k;
            for (int i = 0; i < rows; i++)
            {
                any += TVector.Abs(width == TVector.Count ? TVector.Load(r) : TVector.LoadPartial(r, width));
                r += row;
            }
            TVector.Store(seen, any);
            for (int j = 0; j < width; j++)
            {
                list[found] = k + j;
                found += seen[j] != 0 ? 1 : 0;
            }
        }
        return found;
    }
}
