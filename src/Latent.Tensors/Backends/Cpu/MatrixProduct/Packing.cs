using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.MatrixProduct;

/// <summary>Copies blocks of the operands into the order in which the register block reads them.</summary>
internal static unsafe class Packing
{
    // How many rows ahead a strided copy asks for: far enough to hide the way to the third-level cache.
    private const int PrefetchRows = 12;

    /// <summary>Steps of <paramref name="source"/>, <paramref name="width"/> consecutive floats each, become rows of <paramref name="target"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyRows<TVector>(float* source, nint step, int depth, int width, float* target, int targetStep)
        where TVector : unmanaged, IVector<TVector>
    {
        int lanes = TVector.Count;
        for (int k = 0; k < depth; k++)
        {
            if (Sse.IsSupported)
            {
                float* ahead = source + (PrefetchRows * step);
                Sse.Prefetch0(ahead);
                Sse.Prefetch0(ahead + width - 1);
            }
            int j = 0;
            for (; j <= width - lanes; j += lanes)
            {
                TVector.Store(target + j, TVector.Load(source + j));
            }
            if (j < width)
            {
                TVector.StorePartial(target + j, TVector.LoadPartial(source + j, width - j), width - j);
            }
            source += step;
            target += targetStep;
        }
    }

    /// <summary>Transposes <paramref name="width"/> rows of <paramref name="depth"/> floats into steps of <paramref name="width"/> floats, in blocks of 4 x 4.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeRows<TVector>(float* source, nint row, int depth, int width, float* target, int targetStep)
        where TVector : unmanaged, IVector<TVector>
    {
        int j = 0;
        if (TVector.Count >= 4)
        {
            for (; j <= width - 4; j += 4)
            {
                float* r0 = source + (j * row), r1 = r0 + row, r2 = r1 + row, r3 = r2 + row;
                float* t = target + j;
                int k = 0;
                for (; k <= depth - 4; k += 4)
                {
                    Vector128<float> a = Vector128.Load(r0 + k), b = Vector128.Load(r1 + k), c = Vector128.Load(r2 + k), d = Vector128.Load(r3 + k);
                    Transpose(ref a, ref b, ref c, ref d);
                    a.Store(t);
                    b.Store(t + targetStep);
                    c.Store(t + (2 * targetStep));
                    d.Store(t + (3 * targetStep));
                    t += 4 * targetStep;
                }
                for (; k < depth; k++)
                {
                    t[0] = r0[k];
                    t[1] = r1[k];
                    t[2] = r2[k];
                    t[3] = r3[k];
                    t += targetStep;
                }
            }
        }
        for (; j < width; j++)
        {
            float* r = source + (j * row);
            for (int k = 0; k < depth; k++)
            {
                target[(k * targetStep) + j] = r[k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<float> a, ref Vector128<float> b, ref Vector128<float> c, ref Vector128<float> d)
    {
        if (Sse.IsSupported)
        {
            Vector128<float> ab = Sse.UnpackLow(a, b), cd = Sse.UnpackLow(c, d);
            Vector128<float> ab2 = Sse.UnpackHigh(a, b), cd2 = Sse.UnpackHigh(c, d);
            a = Sse.MoveLowToHigh(ab, cd);
            b = Sse.MoveHighToLow(cd, ab);
            c = Sse.MoveLowToHigh(ab2, cd2);
            d = Sse.MoveHighToLow(cd2, ab2);
        }
        else
        {
            Vector128<float> a0 = a, b0 = b, c0 = c, d0 = d;
            a = Vector128.Create(a0[0], b0[0], c0[0], d0[0]);
            b = Vector128.Create(a0[1], b0[1], c0[1], d0[1]);
            c = Vector128.Create(a0[2], b0[2], c0[2], d0[2]);
            d = Vector128.Create(a0[3], b0[3], c0[3], d0[3]);
        }
    }
}
