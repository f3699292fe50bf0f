using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>
/// Normalisation's passes over the elements. They are bound by memory: each reads blocks of rows that fit into the
/// first-level cache, four vectors of columns at a time. Columns past the last may be read; their results are not kept.
/// </content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Rows whose mean is found before, from the cache, their squared distances from it.
    private const int MomentRows = 64;

    /// <summary>The mean and the sum of squared distances from it of every column of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void MomentsOfSlot(NormalizationJob* job, int slot, float* set, float* partials)
    {
        nint start = job->Slot(slot, out int rows, out int width);
        float* means = partials + (2L * slot * job->Step), squares = means + job->Step;
        for (int begin = 0; begin < rows; begin += MomentRows)
        {
            int count = Math.Min(MomentRows, rows - begin), j = 0;
            float* x = set + start + ((nint)begin * width);
            float part = (float)count / (begin + count);
            TVector inverse = TVector.Broadcast(1f / count), share = TVector.Broadcast(part), weight = TVector.Broadcast(begin * part);
            for (; j <= width - (4 * TVector.Count); j += 4 * TVector.Count)
            {
                TVector a = default, b = default, c = default, d = default;
                float* p = x + j;
                for (int r = 0; r < count; r++, p += width)
                {
                    a += TVector.Load(p);
                    b += TVector.Load(p + TVector.Count);
                    c += TVector.Load(p + (2 * TVector.Count));
                    d += TVector.Load(p + (3 * TVector.Count));
                }
                a *= inverse;
                b *= inverse;
                c *= inverse;
                d *= inverse;
                TVector e = default, f = default, g = default, h = default;
                p = x + j;
                for (int r = 0; r < count; r++, p += width)
                {
                    TVector s = TVector.Load(p) - a, t = TVector.Load(p + TVector.Count) - b;
                    e = TVector.MultiplyAdd(s, s, e);
                    f = TVector.MultiplyAdd(t, t, f);
                    s = TVector.Load(p + (2 * TVector.Count)) - c;
                    t = TVector.Load(p + (3 * TVector.Count)) - d;
                    g = TVector.MultiplyAdd(s, s, g);
                    h = TVector.MultiplyAdd(t, t, h);
                }
                Merge(means + j, squares + j, a, e, begin, share, weight);
                Merge(means + j + TVector.Count, squares + j + TVector.Count, b, f, begin, share, weight);
                Merge(means + j + (2 * TVector.Count), squares + j + (2 * TVector.Count), c, g, begin, share, weight);
                Merge(means + j + (3 * TVector.Count), squares + j + (3 * TVector.Count), d, h, begin, share, weight);
            }
            for (; j < width; j += TVector.Count)
            {
                TVector a = default, e = default;
                float* p = x + j;
                for (int r = 0; r < count; r++, p += width)
                {
                    a += TVector.Load(p);
                }
                a *= inverse;
                p = x + j;
                for (int r = 0; r < count; r++, p += width)
                {
                    TVector s = TVector.Load(p) - a;
                    e = TVector.MultiplyAdd(s, s, e);
                }
                Merge(means + j, squares + j, a, e, begin, share, weight);
            }
        }
    }

    /// <summary>Adds a block's mean and squares to those of the blocks before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Merge(float* means, float* squares, TVector mean, TVector square, int before, TVector share, TVector weight)
    {
        if (before > 0)
        {
            TVector old = TVector.Load(means), difference = mean - old;
            mean = TVector.MultiplyAdd(difference, share, old);
            square = TVector.MultiplyAdd(difference * difference, weight, square + TVector.Load(squares));
        }
        TVector.Store(means, mean);
        TVector.Store(squares, square);
    }

    /// <summary>y = activation((x - mean) factor + shift).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Apply<TActivation>(NormalizationJob* job, float* x, float* y, int rows, int width, float* columns)
        where TActivation : struct, IActivation
    {
        float* mean = columns + (MeanColumn * job->Step), factor = columns + (FactorColumn * job->Step), shift = columns + (ShiftColumn * job->Step);
        for (int begin = 0; begin < rows; begin += MomentRows)
        {
            int count = Math.Min(MomentRows, rows - begin);
            nint block = (nint)begin * width;
            int j = TActivation.IsSimple ? ApplyWide<TActivation>(x + block, y + block, count, width, mean, factor, shift) : 0;
            for (; j < width; j += TVector.Count)
            {
                TVector m = TVector.Load(mean + j), f = TVector.Load(factor + j), s = TVector.Load(shift + j);
                float* from = x + block + j, to = y + block + j;
                for (int r = 0; r < count; r++, from += width, to += width)
                {
                    Write(to, TActivation.Value(TVector.MultiplyAdd(TVector.Load(from) - m, f, s)), width - j);
                }
            }
        }
    }

    /// <summary>The sums of g and of g (x - mean) of every column of a slot, where g = dy activation'.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumsOfSlot<TActivation>(NormalizationJob* job, int slot, nint set, float* partials, float* columns)
        where TActivation : struct, IActivation
    {
        nint start = set + job->Slot(slot, out int rows, out int width);
        float* mean = columns + (MeanColumn * job->Step), factor = columns + (FactorColumn * job->Step), shift = columns + (ShiftColumn * job->Step);
        float* sums = partials + (2L * slot * job->Step), products = sums + job->Step;
        for (int begin = 0; begin < rows; begin += MomentRows)
        {
            int count = Math.Min(MomentRows, rows - begin);
            float* x = job->X + start + ((nint)begin * width), dy = job->Dy + start + ((nint)begin * width);
            int j = TActivation.IsSimple ? SumsWide<TActivation>(x, dy, begin, count, width, mean, factor, shift, sums, products) : 0;
            for (; j < width; j += TVector.Count)
            {
                TVector m = TVector.Load(mean + j), scale = TVector.Load(factor + j), s = TVector.Load(shift + j), a = default, e = default;
                float* p = x + j, q = dy + j;
                for (int r = 0; r < count; r++, p += width, q += width)
                {
                    TVector distance = TVector.Load(p) - m, through = Through<TActivation>(q, distance, scale, s);
                    a += through;
                    e = TVector.MultiplyAdd(through, distance, e);
                }
                AddTo(sums + j, a, begin);
                AddTo(products + j, e, begin);
            }
        }
    }

    /// <summary>dx (+)= factor g + slope (x - mean) + constant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Derive<TActivation>(NormalizationJob* job, nint start, int rows, int width, float* columns)
        where TActivation : struct, IActivation
    {
        int step = job->Step;
        float* mean = columns + (MeanColumn * step), factor = columns + (FactorColumn * step), shift = columns + (ShiftColumn * step);
        float* slope = columns + (SlopeColumn * step), constant = columns + (ConstantColumn * step);
        bool accumulate = job->Accumulate;
        for (int begin = 0; begin < rows; begin += MomentRows)
        {
            int count = Math.Min(MomentRows, rows - begin);
            nint block = start + ((nint)begin * width);
            int j = TActivation.IsSimple ? DeriveWide<TActivation>(job, block, count, width, mean) : 0;
            for (; j < width; j += TVector.Count)
            {
                TVector m = TVector.Load(mean + j), f = TVector.Load(factor + j), s = TVector.Load(shift + j), b = TVector.Load(slope + j), c = TVector.Load(constant + j);
                float* x = job->X + block + j, dy = job->Dy + block + j, dx = job->Dx + block + j;
                for (int r = 0; r < count; r++, x += width, dy += width, dx += width)
                {
                    TVector d = Derived<TActivation>(x, dy, m, f, s, b, c);
                    Write(dx, accumulate ? TVector.Load(dx) + d : d, width - j);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Derived<TActivation>(float* x, float* dy, TVector mean, TVector factor, TVector shift, TVector slope, TVector constant)
        where TActivation : struct, IActivation
    {
        TVector distance = TVector.Load(x) - mean;
        return TVector.MultiplyAdd(factor, Through<TActivation>(dy, distance, factor, shift), TVector.MultiplyAdd(slope, distance, constant));
    }

    /// <summary>dy carried back through the activation, whose argument is (x - mean) factor + shift, just as it was forward.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Through<TActivation>(float* dy, TVector distance, TVector factor, TVector shift)
        where TActivation : struct, IActivation
    {
        TVector d = TVector.Load(dy);
        return TActivation.IsIdentity ? d : d * TActivation.Derivative(TVector.MultiplyAdd(distance, factor, shift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(float* sums, TVector sum, int before) => TVector.Store(sums, before > 0 ? TVector.Load(sums) + sum : sum);
}
