using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.Convolution;

/// <summary>
/// The minimal filtering F(4x4, 2x2) (Winograd 1980; Lavin and Gray 2016): four by four results of a two by two window
/// with 25 products instead of 64. The points are 0, 1, -1, 2 and infinity; the fractions of the input's transform are
/// moved into the filter's, so that it has whole numbers alone.
/// </summary>
internal static unsafe class Winograd<TVector>
    where TVector : unmanaged, IVector<TVector>
{
    /// <summary>Results along a side of a tile.</summary>
    public const int Results = 4;

    /// <summary>Values along a side of what a tile sees, and of its transform.</summary>
    public const int Side = 5;

    /// <summary>Products of a tile: how many planes a transform has.</summary>
    public const int Planes = Side * Side;

    // Inlined, one of these exhausts what the compiler inlines in a method, and vector operations become calls.
    private const MethodImplOptions Transform = MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining;

    /// <summary>The transform of an input tile, 5 x 5, to as many planes; channels are whole vectors.</summary>
    [MethodImpl(Transform)]
    public static void Input(float* tile, nint row, nint column, int channels, float* planes, nint plane)
    {
        TVector two = TVector.Broadcast(2), three = TVector.Broadcast(3);
        for (int c = 0; c < channels; c += TVector.Count)
        {
            float* s = tile + c;
            Five(TVector.Load(s), TVector.Load(s + column), TVector.Load(s + (2 * column)), TVector.Load(s + (3 * column)), TVector.Load(s + (4 * column)), two, three, out TVector t00, out TVector t01, out TVector t02, out TVector t03, out TVector t04);
            s = tile + row + c;
            Five(TVector.Load(s), TVector.Load(s + column), TVector.Load(s + (2 * column)), TVector.Load(s + (3 * column)), TVector.Load(s + (4 * column)), two, three, out TVector t10, out TVector t11, out TVector t12, out TVector t13, out TVector t14);
            s = tile + (2 * row) + c;
            Five(TVector.Load(s), TVector.Load(s + column), TVector.Load(s + (2 * column)), TVector.Load(s + (3 * column)), TVector.Load(s + (4 * column)), two, three, out TVector t20, out TVector t21, out TVector t22, out TVector t23, out TVector t24);
            s = tile + (3 * row) + c;
            Five(TVector.Load(s), TVector.Load(s + column), TVector.Load(s + (2 * column)), TVector.Load(s + (3 * column)), TVector.Load(s + (4 * column)), two, three, out TVector t30, out TVector t31, out TVector t32, out TVector t33, out TVector t34);
            s = tile + (4 * row) + c;
            Five(TVector.Load(s), TVector.Load(s + column), TVector.Load(s + (2 * column)), TVector.Load(s + (3 * column)), TVector.Load(s + (4 * column)), two, three, out TVector t40, out TVector t41, out TVector t42, out TVector t43, out TVector t44);
            Store(t00, t10, t20, t30, t40, two, three, planes + c, plane);
            Store(t01, t11, t21, t31, t41, two, three, planes + plane + c, plane);
            Store(t02, t12, t22, t32, t42, two, three, planes + (2 * plane) + c, plane);
            Store(t03, t13, t23, t33, t43, two, three, planes + (3 * plane) + c, plane);
            Store(t04, t14, t24, t34, t44, two, three, planes + (4 * plane) + c, plane);
        }
    }

    /// <summary>From planes of products to 4 x 4 results, of which rows and columns from <paramref name="top"/> and <paramref name="left"/> up to <paramref name="bottom"/> and <paramref name="right"/> are written.</summary>
    [MethodImpl(Transform)]
    public static void Output(float* planes, nint plane, int channels, float* bias, bool clamp, bool accumulate, float* target, nint row, nint column, int top, int left, int bottom, int right)
    {
        TVector* t = stackalloc TVector[Results * Side];
        TVector two = TVector.Broadcast(2), four = TVector.Broadcast(4), eight = TVector.Broadcast(8);
        for (int c = 0; c < channels; c += TVector.Count)
        {
            TVector start = bias == null ? default : TVector.Load(bias + c);
            for (int j = 0; j < Side; j++)
            {
                float* s = planes + (j * plane) + c;
                Four(TVector.Load(s), TVector.Load(s + (5 * plane)), TVector.Load(s + (10 * plane)), TVector.Load(s + (15 * plane)), TVector.Load(s + (20 * plane)), two, four, eight, out t[j], out t[Side + j], out t[(2 * Side) + j], out t[(3 * Side) + j]);
            }
            for (int i = top; i < bottom; i++)
            {
                TVector* u = t + (i * Side);
                Four(u[0], u[1], u[2], u[3], u[4], two, four, eight, out TVector y0, out TVector y1, out TVector y2, out TVector y3);
                float* to = target + (i * row) + c;
                if (left <= 0)
                {
                    Put(to, y0 + start, clamp, accumulate);
                }
                if (left <= 1 && right > 1)
                {
                    Put(to + column, y1 + start, clamp, accumulate);
                }
                if (left <= 2 && right > 2)
                {
                    Put(to + (2 * column), y2 + start, clamp, accumulate);
                }
                if (right > 3)
                {
                    Put(to + (3 * column), y3 + start, clamp, accumulate);
                }
            }
        }
    }

    /// <summary>The adjoint of <see cref="Output"/>: from a tile of results' gradients, zero beyond its edges, to planes.</summary>
    [MethodImpl(Transform)]
    public static void OutputAdjoint(float* gradient, nint row, nint column, int high, int wide, int channels, float* planes, nint plane)
    {
        TVector* t = stackalloc TVector[Results * Side];
        TVector two = TVector.Broadcast(2), four = TVector.Broadcast(4), eight = TVector.Broadcast(8);
        for (int c = 0; c < channels; c += TVector.Count)
        {
            for (int i = 0; i < Results; i++)
            {
                float* s = gradient + (i * row) + c;
                TVector Value(int j) => i < high && j < wide ? TVector.Load(s + (j * column)) : default;
                TVector* u = t + (i * Side);
                FourAdjoint(Value(0), Value(1), Value(2), Value(3), two, four, eight, out u[0], out u[1], out u[2], out u[3], out u[4]);
            }
            for (int j = 0; j < Side; j++)
            {
                FourAdjoint(t[j], t[Side + j], t[(2 * Side) + j], t[(3 * Side) + j], two, four, eight, out TVector u0, out TVector u1, out TVector u2, out TVector u3, out TVector u4);
                float* to = planes + (j * plane) + c;
                TVector.Store(to, u0);
                TVector.Store(to + (5 * plane), u1);
                TVector.Store(to + (10 * plane), u2);
                TVector.Store(to + (15 * plane), u3);
                TVector.Store(to + (20 * plane), u4);
            }
        }
    }

    /// <summary>The transform of filters of two by two taps, a vector of them at a time.</summary>
    [MethodImpl(Transform)]
    public static void Filter(float* g00, float* g01, float* g10, float* g11, int count, float* planes, nint plane)
    {
        TVector half = TVector.Broadcast(0.5f), sixth = TVector.Broadcast(1f / 6);
        TVector* t = stackalloc TVector[2 * Side], u = stackalloc TVector[Side];
        for (int n = 0; n < count; n += TVector.Count)
        {
            FilterSide(TVector.Load(g00 + n), TVector.Load(g01 + n), half, sixth, t);
            FilterSide(TVector.Load(g10 + n), TVector.Load(g11 + n), half, sixth, t + Side);
            for (int j = 0; j < Side; j++)
            {
                FilterSide(t[j], t[Side + j], half, sixth, u);
                for (int i = 0; i < Side; i++)
                {
                    TVector.Store(planes + (((i * Side) + j) * plane) + n, u[i]);
                }
            }
        }
    }

    /// <summary>The adjoint of <see cref="Filter"/>: from the gradient's planes to that of the taps.</summary>
    [MethodImpl(Transform)]
    public static void FilterAdjoint(float* planes, nint plane, int count, float* g00, float* g01, float* g10, float* g11, bool accumulate)
    {
        TVector half = TVector.Broadcast(0.5f), sixth = TVector.Broadcast(1f / 6);
        TVector* t = stackalloc TVector[2 * Side];
        for (int n = 0; n < count; n += TVector.Count)
        {
            for (int j = 0; j < Side; j++)
            {
                float* s = planes + (j * plane) + n;
                FilterSideAdjoint(TVector.Load(s), TVector.Load(s + (5 * plane)), TVector.Load(s + (10 * plane)), TVector.Load(s + (15 * plane)), TVector.Load(s + (20 * plane)), half, sixth, out t[j], out t[Side + j]);
            }
            FilterSideAdjoint(t[0], t[1], t[2], t[3], t[4], half, sixth, out TVector y00, out TVector y01);
            FilterSideAdjoint(t[5], t[6], t[7], t[8], t[9], half, sixth, out TVector y10, out TVector y11);
            Put(g00 + n, y00, accumulate);
            Put(g01 + n, y01, accumulate);
            Put(g10 + n, y10, accumulate);
            Put(g11 + n, y11, accumulate);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* to, TVector value, bool accumulate) => TVector.Store(to, accumulate ? TVector.Load(to) + value : value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(float* to, TVector value, bool clamp, bool accumulate) => Put(to, clamp ? TVector.Max(default, value) : value, accumulate);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FilterSide(TVector a, TVector b, TVector half, TVector sixth, TVector* u)
    {
        u[0] = a * half;
        u[1] = (a + b) * half;
        u[2] = (a - b) * sixth;
        u[3] = (a + (b + b)) * sixth;
        u[4] = b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FilterSideAdjoint(TVector u0, TVector u1, TVector u2, TVector u3, TVector u4, TVector half, TVector sixth, out TVector a, out TVector b)
    {
        a = ((u0 + u1) * half) + ((u2 + u3) * sixth);
        b = (u1 * half) + ((u3 + u3 - u2) * sixth) + u4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Five(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector two, TVector three, out TVector t0, out TVector t1, out TVector t2, out TVector t3, out TVector t4)
    {
        TVector odd = d1 - d3;
        t0 = TVector.MultiplyAdd(two, d0 - d2, d3 - d1);
        t1 = TVector.MultiplyAdd(two, d1, d2 - d3);
        t2 = TVector.MultiplyAdd(three, d2, default(TVector) - TVector.MultiplyAdd(two, d1, d3));
        t3 = d3 - d1;
        t4 = TVector.MultiplyAdd(two, odd, d4 - d2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(TVector d0, TVector d1, TVector d2, TVector d3, TVector d4, TVector two, TVector three, float* planes, nint plane)
    {
        Five(d0, d1, d2, d3, d4, two, three, out TVector t0, out TVector t1, out TVector t2, out TVector t3, out TVector t4);
        TVector.Store(planes, t0);
        TVector.Store(planes + (5 * plane), t1);
        TVector.Store(planes + (10 * plane), t2);
        TVector.Store(planes + (15 * plane), t3);
        TVector.Store(planes + (20 * plane), t4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(TVector m0, TVector m1, TVector m2, TVector m3, TVector m4, TVector two, TVector four, TVector eight, out TVector y0, out TVector y1, out TVector y2, out TVector y3)
    {
        TVector sum = m1 + m2, difference = m1 - m2;
        y0 = m0 + (sum + m3);
        y1 = TVector.MultiplyAdd(two, m3, difference);
        y2 = TVector.MultiplyAdd(four, m3, sum);
        y3 = TVector.MultiplyAdd(eight, m3, difference + m4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourAdjoint(TVector y0, TVector y1, TVector y2, TVector y3, TVector two, TVector four, TVector eight, out TVector m0, out TVector m1, out TVector m2, out TVector m3, out TVector m4)
    {
        TVector even = y0 + y2, odd = y1 + y3;
        m0 = y0;
        m1 = even + odd;
        m2 = even - odd;
        m3 = TVector.MultiplyAdd(two, y1, TVector.MultiplyAdd(four, y2, TVector.MultiplyAdd(eight, y3, y0)));
        m4 = y3;
    }
}
