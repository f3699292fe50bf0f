using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>
/// The register block of the matrix product: up to 12 rows by two vectors of the result stay in registers while the
/// whole depth streams past. Each step loads two vectors of B, broadcasts one element of every row of A and issues two
/// fused multiply-adds a row: 24 accumulators of the 32 AVX-512 registers, 12 of the 16 AVX2 ones. Where there is only
/// one vector, the multiply-add itself reads the element: a load more would cost as much as the sum. Both operands are
/// read through strides, so one body serves packed panels, plain rows and transposed columns. Rows and vectors that an
/// instance does not have are constants to the JIT and vanish.
/// </summary>
internal static unsafe class RegisterBlock
{
    // Fewer steps end before a prefetch has paid for itself.
    private const int PrefetchedDepth = 128;

    /// <summary>
    /// C = start + A B for <typeparamref name="TRows"/> rows and <paramref name="columns"/> columns, which fill one
    /// vector or two. B and <paramref name="start"/> are read to the end of the last vector; C is written to the column.
    /// </summary>
    /// <param name="depth">How many steps of the summed dimension to take.</param>
    /// <param name="segments">How often that many steps are taken: a window over a picture is several lines of it.</param>
    /// <param name="aJump">How far A goes on, beyond its steps, from one segment to the next; B goes on as it is.</param>
    /// <param name="steps">Which steps to take, when those where A has only zeros are left out; read only if <typeparamref name="TListed"/> is one.</param>
    /// <param name="a">Row r, step k of A is at a[r * aRow + k * aStep].</param>
    /// <param name="aRow">The distance between rows of A.</param>
    /// <param name="aStep">The distance between steps of A.</param>
    /// <param name="b">Step k of B is at b[k * bStep].</param>
    /// <param name="bStep">The distance between steps of B.</param>
    /// <param name="c">Row r of C is at c[r * cRow].</param>
    /// <param name="cRow">The distance between rows of C.</param>
    /// <param name="start">What the sums start from, row r at start[r * startRow]: a bias (stride 0), C itself, or null for zero.</param>
    /// <param name="startRow">The distance between rows of <paramref name="start"/>.</param>
    /// <param name="columns">How many columns of C there are.</param>
    /// <param name="clamp">Whether negative results become zero: the one activation that is free here.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TVector, TRows, TVectors, TListed>(int depth, int segments, nint aJump, int* steps, float* a, nint aRow, nint aStep, float* b, nint bStep, float* c, nint cRow, float* start, nint startRow, int columns, bool clamp)
        where TVector : unmanaged, IVector<TVector>
        where TRows : struct, IConstant
        where TVectors : struct, IConstant
        where TListed : struct, IConstant
    {
        int width = TVector.Count;
        bool two = TVectors.Value == 2;
        TVector c0a = default, c0b = default, c1a = default, c1b = default, c2a = default, c2b = default, c3a = default, c3b = default, c4a = default, c4b = default, c5a = default, c5b = default, c6a = default, c6b = default, c7a = default, c7b = default, c8a = default, c8b = default, c9a = default, c9b = default, c10a = default, c10b = default, c11a = default, c11b = default;
        if (start != null)
        {
            if (TRows.Value > 0)
            {
                c0a = TVector.Load(start);
                c0b = two ? TVector.Load(start + width) : c0b;
            }
            if (TRows.Value > 1)
            {
                c1a = TVector.Load(start + (1 * startRow));
                c1b = two ? TVector.Load(start + (1 * startRow) + width) : c1b;
            }
            if (TRows.Value > 2)
            {
                c2a = TVector.Load(start + (2 * startRow));
                c2b = two ? TVector.Load(start + (2 * startRow) + width) : c2b;
            }
            if (TRows.Value > 3)
            {
                c3a = TVector.Load(start + (3 * startRow));
                c3b = two ? TVector.Load(start + (3 * startRow) + width) : c3b;
            }
            if (TRows.Value > 4)
            {
                c4a = TVector.Load(start + (4 * startRow));
                c4b = two ? TVector.Load(start + (4 * startRow) + width) : c4b;
            }
            if (TRows.Value > 5)
            {
                c5a = TVector.Load(start + (5 * startRow));
                c5b = two ? TVector.Load(start + (5 * startRow) + width) : c5b;
            }
            if (TRows.Value > 6)
            {
                c6a = TVector.Load(start + (6 * startRow));
                c6b = two ? TVector.Load(start + (6 * startRow) + width) : c6b;
            }
            if (TRows.Value > 7)
            {
                c7a = TVector.Load(start + (7 * startRow));
                c7b = two ? TVector.Load(start + (7 * startRow) + width) : c7b;
            }
            if (TRows.Value > 8)
            {
                c8a = TVector.Load(start + (8 * startRow));
                c8b = two ? TVector.Load(start + (8 * startRow) + width) : c8b;
            }
            if (TRows.Value > 9)
            {
                c9a = TVector.Load(start + (9 * startRow));
                c9b = two ? TVector.Load(start + (9 * startRow) + width) : c9b;
            }
            if (TRows.Value > 10)
            {
                c10a = TVector.Load(start + (10 * startRow));
                c10b = two ? TVector.Load(start + (10 * startRow) + width) : c10b;
            }
            if (TRows.Value > 11)
            {
                c11a = TVector.Load(start + (11 * startRow));
                c11b = two ? TVector.Load(start + (11 * startRow) + width) : c11b;
            }
        }
        if (Sse.IsSupported && start != c && (long)depth * segments >= PrefetchedDepth)
        {
            // The result's lines come to the core while it computes, so that no store waits for them.
            float* line = c;
            for (int r = 0; r < TRows.Value; r++)
            {
                Sse.Prefetch0(line);
                Sse.Prefetch0(line + columns - 1);
                line += cRow;
            }
        }
        float* p0 = a, p3 = a + (3 * aRow), p6 = a + (6 * aRow), p9 = a + (9 * aRow);
        nint aRow2 = 2 * aRow;
        float* firstB = b;
        for (int segment = 0; segment < segments; segment++)
        {
            for (int k = 0; k < depth; k++)
            {
                if (TListed.Value != 0)
                {
                    nint step = steps[k];
                    p0 = a + (step * aStep);
                    p3 = p0 + (3 * aRow);
                    p6 = p0 + (6 * aRow);
                    p9 = p0 + (9 * aRow);
                    b = firstB + (step * bStep);
                }
                TVector x, b0 = TVector.Load(b), b1 = two ? TVector.Load(b + width) : default;
                if (TRows.Value > 0)
                {
                    x = two ? TVector.Broadcast(p0[0]) : default;
                    c0a = two ? TVector.MultiplyAdd(x, b0, c0a) : TVector.MultiplyAdd(p0, b0, c0a);
                    c0b = two ? TVector.MultiplyAdd(x, b1, c0b) : c0b;
                }
                if (TRows.Value > 1)
                {
                    x = two ? TVector.Broadcast(p0[aRow]) : default;
                    c1a = two ? TVector.MultiplyAdd(x, b0, c1a) : TVector.MultiplyAdd(p0 + aRow, b0, c1a);
                    c1b = two ? TVector.MultiplyAdd(x, b1, c1b) : c1b;
                }
                if (TRows.Value > 2)
                {
                    x = two ? TVector.Broadcast(p0[aRow2]) : default;
                    c2a = two ? TVector.MultiplyAdd(x, b0, c2a) : TVector.MultiplyAdd(p0 + aRow2, b0, c2a);
                    c2b = two ? TVector.MultiplyAdd(x, b1, c2b) : c2b;
                }
                if (TRows.Value > 3)
                {
                    x = two ? TVector.Broadcast(p3[0]) : default;
                    c3a = two ? TVector.MultiplyAdd(x, b0, c3a) : TVector.MultiplyAdd(p3, b0, c3a);
                    c3b = two ? TVector.MultiplyAdd(x, b1, c3b) : c3b;
                }
                if (TRows.Value > 4)
                {
                    x = two ? TVector.Broadcast(p3[aRow]) : default;
                    c4a = two ? TVector.MultiplyAdd(x, b0, c4a) : TVector.MultiplyAdd(p3 + aRow, b0, c4a);
                    c4b = two ? TVector.MultiplyAdd(x, b1, c4b) : c4b;
                }
                if (TRows.Value > 5)
                {
                    x = two ? TVector.Broadcast(p3[aRow2]) : default;
                    c5a = two ? TVector.MultiplyAdd(x, b0, c5a) : TVector.MultiplyAdd(p3 + aRow2, b0, c5a);
                    c5b = two ? TVector.MultiplyAdd(x, b1, c5b) : c5b;
                }
                if (TRows.Value > 6)
                {
                    x = two ? TVector.Broadcast(p6[0]) : default;
                    c6a = two ? TVector.MultiplyAdd(x, b0, c6a) : TVector.MultiplyAdd(p6, b0, c6a);
                    c6b = two ? TVector.MultiplyAdd(x, b1, c6b) : c6b;
                }
                if (TRows.Value > 7)
                {
                    x = two ? TVector.Broadcast(p6[aRow]) : default;
                    c7a = two ? TVector.MultiplyAdd(x, b0, c7a) : TVector.MultiplyAdd(p6 + aRow, b0, c7a);
                    c7b = two ? TVector.MultiplyAdd(x, b1, c7b) : c7b;
                }
                if (TRows.Value > 8)
                {
                    x = two ? TVector.Broadcast(p6[aRow2]) : default;
                    c8a = two ? TVector.MultiplyAdd(x, b0, c8a) : TVector.MultiplyAdd(p6 + aRow2, b0, c8a);
                    c8b = two ? TVector.MultiplyAdd(x, b1, c8b) : c8b;
                }
                if (TRows.Value > 9)
                {
                    x = two ? TVector.Broadcast(p9[0]) : default;
                    c9a = two ? TVector.MultiplyAdd(x, b0, c9a) : TVector.MultiplyAdd(p9, b0, c9a);
                    c9b = two ? TVector.MultiplyAdd(x, b1, c9b) : c9b;
                }
                if (TRows.Value > 10)
                {
                    x = two ? TVector.Broadcast(p9[aRow]) : default;
                    c10a = two ? TVector.MultiplyAdd(x, b0, c10a) : TVector.MultiplyAdd(p9 + aRow, b0, c10a);
                    c10b = two ? TVector.MultiplyAdd(x, b1, c10b) : c10b;
                }
                if (TRows.Value > 11)
                {
                    x = two ? TVector.Broadcast(p9[aRow2]) : default;
                    c11a = two ? TVector.MultiplyAdd(x, b0, c11a) : TVector.MultiplyAdd(p9 + aRow2, b0, c11a);
                    c11b = two ? TVector.MultiplyAdd(x, b1, c11b) : c11b;
                }
                p0 += aStep;
                p3 += aStep;
                p6 += aStep;
                p9 += aStep;
                b += bStep;
            }
            p0 += aJump;
            p3 += aJump;
            p6 += aJump;
            p9 += aJump;
        }
        if (clamp)
        {
            if (TRows.Value > 0)
            {
                c0a = TVector.Max(default, c0a);
                c0b = two ? TVector.Max(default, c0b) : c0b;
            }
            if (TRows.Value > 1)
            {
                c1a = TVector.Max(default, c1a);
                c1b = two ? TVector.Max(default, c1b) : c1b;
            }
            if (TRows.Value > 2)
            {
                c2a = TVector.Max(default, c2a);
                c2b = two ? TVector.Max(default, c2b) : c2b;
            }
            if (TRows.Value > 3)
            {
                c3a = TVector.Max(default, c3a);
                c3b = two ? TVector.Max(default, c3b) : c3b;
            }
            if (TRows.Value > 4)
            {
                c4a = TVector.Max(default, c4a);
                c4b = two ? TVector.Max(default, c4b) : c4b;
            }
            if (TRows.Value > 5)
            {
                c5a = TVector.Max(default, c5a);
                c5b = two ? TVector.Max(default, c5b) : c5b;
            }
            if (TRows.Value > 6)
            {
                c6a = TVector.Max(default, c6a);
                c6b = two ? TVector.Max(default, c6b) : c6b;
            }
            if (TRows.Value > 7)
            {
                c7a = TVector.Max(default, c7a);
                c7b = two ? TVector.Max(default, c7b) : c7b;
            }
            if (TRows.Value > 8)
            {
                c8a = TVector.Max(default, c8a);
                c8b = two ? TVector.Max(default, c8b) : c8b;
            }
            if (TRows.Value > 9)
            {
                c9a = TVector.Max(default, c9a);
                c9b = two ? TVector.Max(default, c9b) : c9b;
            }
            if (TRows.Value > 10)
            {
                c10a = TVector.Max(default, c10a);
                c10b = two ? TVector.Max(default, c10b) : c10b;
            }
            if (TRows.Value > 11)
            {
                c11a = TVector.Max(default, c11a);
                c11b = two ? TVector.Max(default, c11b) : c11b;
            }
        }
        if (columns == (two ? 2 * width : width))
        {
            if (TRows.Value > 0)
            {
                TVector.Store(c, c0a);
                if (two)
                {
                    TVector.Store(c + width, c0b);
                }
            }
            if (TRows.Value > 1)
            {
                TVector.Store(c + (1 * cRow), c1a);
                if (two)
                {
                    TVector.Store(c + (1 * cRow) + width, c1b);
                }
            }
            if (TRows.Value > 2)
            {
                TVector.Store(c + (2 * cRow), c2a);
                if (two)
                {
                    TVector.Store(c + (2 * cRow) + width, c2b);
                }
            }
            if (TRows.Value > 3)
            {
                TVector.Store(c + (3 * cRow), c3a);
                if (two)
                {
                    TVector.Store(c + (3 * cRow) + width, c3b);
                }
            }
            if (TRows.Value > 4)
            {
                TVector.Store(c + (4 * cRow), c4a);
                if (two)
                {
                    TVector.Store(c + (4 * cRow) + width, c4b);
                }
            }
            if (TRows.Value > 5)
            {
                TVector.Store(c + (5 * cRow), c5a);
                if (two)
                {
                    TVector.Store(c + (5 * cRow) + width, c5b);
                }
            }
            if (TRows.Value > 6)
            {
                TVector.Store(c + (6 * cRow), c6a);
                if (two)
                {
                    TVector.Store(c + (6 * cRow) + width, c6b);
                }
            }
            if (TRows.Value > 7)
            {
                TVector.Store(c + (7 * cRow), c7a);
                if (two)
                {
                    TVector.Store(c + (7 * cRow) + width, c7b);
                }
            }
            if (TRows.Value > 8)
            {
                TVector.Store(c + (8 * cRow), c8a);
                if (two)
                {
                    TVector.Store(c + (8 * cRow) + width, c8b);
                }
            }
            if (TRows.Value > 9)
            {
                TVector.Store(c + (9 * cRow), c9a);
                if (two)
                {
                    TVector.Store(c + (9 * cRow) + width, c9b);
                }
            }
            if (TRows.Value > 10)
            {
                TVector.Store(c + (10 * cRow), c10a);
                if (two)
                {
                    TVector.Store(c + (10 * cRow) + width, c10b);
                }
            }
            if (TRows.Value > 11)
            {
                TVector.Store(c + (11 * cRow), c11a);
                if (two)
                {
                    TVector.Store(c + (11 * cRow) + width, c11b);
                }
            }
            return;
        }
        if (TRows.Value > 0)
        {
            StorePartial(c, c0a, c0b, columns, two);
        }
        if (TRows.Value > 1)
        {
            StorePartial(c + (1 * cRow), c1a, c1b, columns, two);
        }
        if (TRows.Value > 2)
        {
            StorePartial(c + (2 * cRow), c2a, c2b, columns, two);
        }
        if (TRows.Value > 3)
        {
            StorePartial(c + (3 * cRow), c3a, c3b, columns, two);
        }
        if (TRows.Value > 4)
        {
            StorePartial(c + (4 * cRow), c4a, c4b, columns, two);
        }
        if (TRows.Value > 5)
        {
            StorePartial(c + (5 * cRow), c5a, c5b, columns, two);
        }
        if (TRows.Value > 6)
        {
            StorePartial(c + (6 * cRow), c6a, c6b, columns, two);
        }
        if (TRows.Value > 7)
        {
            StorePartial(c + (7 * cRow), c7a, c7b, columns, two);
        }
        if (TRows.Value > 8)
        {
            StorePartial(c + (8 * cRow), c8a, c8b, columns, two);
        }
        if (TRows.Value > 9)
        {
            StorePartial(c + (9 * cRow), c9a, c9b, columns, two);
        }
        if (TRows.Value > 10)
        {
            StorePartial(c + (10 * cRow), c10a, c10b, columns, two);
        }
        if (TRows.Value > 11)
        {
            StorePartial(c + (11 * cRow), c11a, c11b, columns, two);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePartial<TVector>(float* c, TVector first, TVector second, int columns, bool two)
        where TVector : unmanaged, IVector<TVector>
    {
        if (two)
        {
            TVector.Store(c, first);
            TVector.StorePartial(c + TVector.Count, second, columns - TVector.Count);
        }
        else
        {
            TVector.StorePartial(c, first, columns);
        }
    }
}
