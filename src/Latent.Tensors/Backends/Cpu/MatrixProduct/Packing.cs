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

    private const int StepsAtATime = 64;

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

    /// <summary>
    /// Transposes <paramref name="width"/> rows of <paramref name="depth"/> floats into steps of <paramref name="width"/>
    /// floats, in square blocks of registers. A few steps at a time cross all the rows, so that what is written stays in
    /// the first-level cache until it is complete.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeRows<TVector>(float* source, nint row, int depth, int width, float* target, int targetStep)
        where TVector : unmanaged, IVector<TVector>
    {
        for (int first = 0; first < depth; first += StepsAtATime)
        {
            int last = Math.Min(depth, first + StepsAtATime), j = 0;
            if (TVector.Count >= 8 && Avx.IsSupported)
            {
                for (; j <= width - 8; j += 8)
                {
                    float* r = source + (j * row), t = target + ((long)first * targetStep) + j;
                    int k = first;
                    for (; k <= last - 8; k += 8)
                    {
                        Transpose8(r + k, row, t, targetStep);
                        t += 8 * targetStep;
                    }
                    Remainder(r, row, k, last, 8, t, targetStep);
                }
            }
            if (TVector.Count >= 4)
            {
                for (; j <= width - 4; j += 4)
                {
                    float* r = source + (j * row), t = target + ((long)first * targetStep) + j;
                    int k = first;
                    for (; k <= last - 4; k += 4)
                    {
                        Vector128<float> a = Vector128.Load(r + k), b = Vector128.Load(r + row + k), c = Vector128.Load(r + (2 * row) + k), d = Vector128.Load(r + (3 * row) + k);
                        Transpose(ref a, ref b, ref c, ref d);
                        a.Store(t);
                        b.Store(t + targetStep);
                        c.Store(t + (2 * targetStep));
                        d.Store(t + (3 * targetStep));
                        t += 4 * targetStep;
                    }
                    Remainder(r, row, k, last, 4, t, targetStep);
                }
            }
            Remainder(source + (j * row), row, first, last, width - j, target + ((long)first * targetStep) + j, targetStep);
        }
    }

    private static void Remainder(float* source, nint row, int first, int last, int width, float* target, int targetStep)
    {
        for (int k = first; k < last; k++)
        {
            for (int j = 0; j < width; j++)
            {
                target[j] = source[(j * row) + k];
            }
            target += targetStep;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8(float* s, nint row, float* t, nint step)
    {
        Vector256<float> r0 = Avx.LoadVector256(s), r1 = Avx.LoadVector256(s + row), r2 = Avx.LoadVector256(s + (2 * row)), r3 = Avx.LoadVector256(s + (3 * row));
        float* s4 = s + (4 * row);
        Vector256<float> r4 = Avx.LoadVector256(s4), r5 = Avx.LoadVector256(s4 + row), r6 = Avx.LoadVector256(s4 + (2 * row)), r7 = Avx.LoadVector256(s4 + (3 * row));
        Vector256<float> a0 = Avx.UnpackLow(r0, r1), a1 = Avx.UnpackHigh(r0, r1), a2 = Avx.UnpackLow(r2, r3), a3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> a4 = Avx.UnpackLow(r4, r5), a5 = Avx.UnpackHigh(r4, r5), a6 = Avx.UnpackLow(r6, r7), a7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> b0 = Avx.Shuffle(a0, a2, 0x44), b1 = Avx.Shuffle(a0, a2, 0xEE), b2 = Avx.Shuffle(a1, a3, 0x44), b3 = Avx.Shuffle(a1, a3, 0xEE);
        Vector256<float> b4 = Avx.Shuffle(a4, a6, 0x44), b5 = Avx.Shuffle(a4, a6, 0xEE), b6 = Avx.Shuffle(a5, a7, 0x44), b7 = Avx.Shuffle(a5, a7, 0xEE);
        Avx.Store(t, Avx.Permute2x128(b0, b4, 0x20));
        Avx.Store(t + step, Avx.Permute2x128(b1, b5, 0x20));
        Avx.Store(t + (2 * step), Avx.Permute2x128(b2, b6, 0x20));
        Avx.Store(t + (3 * step), Avx.Permute2x128(b3, b7, 0x20));
        float* t4 = t + (4 * step);
        Avx.Store(t4, Avx.Permute2x128(b0, b4, 0x31));
        Avx.Store(t4 + step, Avx.Permute2x128(b1, b5, 0x31));
        Avx.Store(t4 + (2 * step), Avx.Permute2x128(b2, b6, 0x31));
        Avx.Store(t4 + (3 * step), Avx.Permute2x128(b3, b7, 0x31));
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
