using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>
/// Normalisation's passes, unrolled, for activations of a few instructions. Methods of their own: the compiler's budget for
/// inlining is one of a method's.
/// </content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    /// <summary>A block of <see cref="ApplyToSlot"/>, four vectors of columns at a time; returns the columns done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int ApplyWide<TActivation>(float* x, float* y, int count, int width, float* mean, float* factor, float* shift)
        where TActivation : struct, IActivation
    {
        int j = 0;
        for (; j <= width - (4 * TVector.Count); j += 4 * TVector.Count)
        {
            TVector m0 = TVector.Load(mean + j), f0 = TVector.Load(factor + j), s0 = TVector.Load(shift + j);
            TVector m1 = TVector.Load(mean + j + TVector.Count), f1 = TVector.Load(factor + j + TVector.Count), s1 = TVector.Load(shift + j + TVector.Count);
            TVector m2 = TVector.Load(mean + j + (2 * TVector.Count)), f2 = TVector.Load(factor + j + (2 * TVector.Count)), s2 = TVector.Load(shift + j + (2 * TVector.Count));
            TVector m3 = TVector.Load(mean + j + (3 * TVector.Count)), f3 = TVector.Load(factor + j + (3 * TVector.Count)), s3 = TVector.Load(shift + j + (3 * TVector.Count));
            float* from = x + j, to = y + j;
            for (int r = 0; r < count; r++, from += width, to += width)
            {
                TVector.Store(to, TActivation.Value(TVector.MultiplyAdd(TVector.Load(from) - m0, f0, s0)));
                TVector.Store(to + TVector.Count, TActivation.Value(TVector.MultiplyAdd(TVector.Load(from + TVector.Count) - m1, f1, s1)));
                TVector.Store(to + (2 * TVector.Count), TActivation.Value(TVector.MultiplyAdd(TVector.Load(from + (2 * TVector.Count)) - m2, f2, s2)));
                TVector.Store(to + (3 * TVector.Count), TActivation.Value(TVector.MultiplyAdd(TVector.Load(from + (3 * TVector.Count)) - m3, f3, s3)));
            }
        }
        return j;
    }

    /// <summary>A block of the sums of a slot, four vectors of columns at a time; returns the columns done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int SumsWide<TActivation>(float* x, float* dy, int begin, int count, int width, float* mean, float* factor, float* shift, float* sums, float* products)
        where TActivation : struct, IActivation
    {
        int j = 0;
        for (; j <= width - (4 * TVector.Count); j += 4 * TVector.Count)
        {
            TVector m0 = TVector.Load(mean + j), f0 = TVector.Load(factor + j), s0 = TVector.Load(shift + j);
            TVector m1 = TVector.Load(mean + j + TVector.Count), f1 = TVector.Load(factor + j + TVector.Count), s1 = TVector.Load(shift + j + TVector.Count);
            TVector m2 = TVector.Load(mean + j + (2 * TVector.Count)), f2 = TVector.Load(factor + j + (2 * TVector.Count)), s2 = TVector.Load(shift + j + (2 * TVector.Count));
            TVector m3 = TVector.Load(mean + j + (3 * TVector.Count)), f3 = TVector.Load(factor + j + (3 * TVector.Count)), s3 = TVector.Load(shift + j + (3 * TVector.Count));
            TVector a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
            float* p = x + j, q = dy + j;
            for (int r = 0; r < count; r++, p += width, q += width)
            {
                TVector distance = TVector.Load(p) - m0, through = Through<TActivation>(q, distance, f0, s0);
                a += through;
                e = TVector.MultiplyAdd(through, distance, e);
                distance = TVector.Load(p + TVector.Count) - m1;
                through = Through<TActivation>(q + TVector.Count, distance, f1, s1);
                b += through;
                f = TVector.MultiplyAdd(through, distance, f);
                distance = TVector.Load(p + (2 * TVector.Count)) - m2;
                through = Through<TActivation>(q + (2 * TVector.Count), distance, f2, s2);
                c += through;
                g = TVector.MultiplyAdd(through, distance, g);
                distance = TVector.Load(p + (3 * TVector.Count)) - m3;
                through = Through<TActivation>(q + (3 * TVector.Count), distance, f3, s3);
                d += through;
                h = TVector.MultiplyAdd(through, distance, h);
            }
            AddTo(sums + j, a, begin);
            AddTo(sums + j + TVector.Count, b, begin);
            AddTo(sums + j + (2 * TVector.Count), c, begin);
            AddTo(sums + j + (3 * TVector.Count), d, begin);
            AddTo(products + j, e, begin);
            AddTo(products + j + TVector.Count, f, begin);
            AddTo(products + j + (2 * TVector.Count), g, begin);
            AddTo(products + j + (3 * TVector.Count), h, begin);
        }
        return j;
    }

    /// <summary>A block of <see cref="DeriveSlot"/>, four vectors of columns at a time; returns the columns done.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int DeriveWide<TActivation>(NormalizationJob* job, nint block, int count, int width, float* mean)
        where TActivation : struct, IActivation
    {
        int j = 0;
        int step = job->Step;
        bool accumulate = job->Accumulate;
        float* factor = mean + step, shift = factor + step, slope = shift + step, constant = slope + step;
        for (; j <= width - (4 * TVector.Count); j += 4 * TVector.Count)
        {
            int k = j + TVector.Count, l = k + TVector.Count, n = l + TVector.Count;
            TVector m0 = TVector.Load(mean + j), f0 = TVector.Load(factor + j), s0 = TVector.Load(shift + j), b0 = TVector.Load(slope + j), c0 = TVector.Load(constant + j);
            TVector m1 = TVector.Load(mean + k), f1 = TVector.Load(factor + k), s1 = TVector.Load(shift + k), b1 = TVector.Load(slope + k), c1 = TVector.Load(constant + k);
            TVector m2 = TVector.Load(mean + l), f2 = TVector.Load(factor + l), s2 = TVector.Load(shift + l), b2 = TVector.Load(slope + l), c2 = TVector.Load(constant + l);
            TVector m3 = TVector.Load(mean + n), f3 = TVector.Load(factor + n), s3 = TVector.Load(shift + n), b3 = TVector.Load(slope + n), c3 = TVector.Load(constant + n);
            float* x = job->X + block + j, dy = job->Dy + block + j, dx = job->Dx + block + j;
            for (int r = 0; r < count; r++, x += width, dy += width, dx += width)
            {
                TVector d0 = Derived<TActivation>(x, dy, m0, f0, s0, b0, c0);
                TVector d1 = Derived<TActivation>(x + TVector.Count, dy + TVector.Count, m1, f1, s1, b1, c1);
                TVector d2 = Derived<TActivation>(x + (2 * TVector.Count), dy + (2 * TVector.Count), m2, f2, s2, b2, c2);
                TVector d3 = Derived<TActivation>(x + (3 * TVector.Count), dy + (3 * TVector.Count), m3, f3, s3, b3, c3);
                if (accumulate)
                {
                    d0 += TVector.Load(dx);
                    d1 += TVector.Load(dx + TVector.Count);
                    d2 += TVector.Load(dx + (2 * TVector.Count));
                    d3 += TVector.Load(dx + (3 * TVector.Count));
                }
                TVector.Store(dx, d0);
                TVector.Store(dx + TVector.Count, d1);
                TVector.Store(dx + (2 * TVector.Count), d2);
                TVector.Store(dx + (3 * TVector.Count), d3);
            }
        }
        return j;
    }
}
