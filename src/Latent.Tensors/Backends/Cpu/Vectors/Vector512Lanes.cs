using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Backends.Cpu.Vectors;

/// <summary>Sixteen lanes: AVX-512. Named instructions throughout, since the portable ones count as unaccelerated on processors that clock down.</summary>
internal readonly unsafe struct Vector512Lanes(Vector512<float> value) : IVector<Vector512Lanes>
{
    private readonly Vector512<float> _v = value;

    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported;

    public static int Count => 16;

    public static int KernelRows => 12;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Load(float* p) => new(Avx512F.LoadVector512(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes LoadPartial(float* p, int count) => new(Avx512F.MaskLoad(p, Mask(count), Vector512<float>.Zero));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes FirstLanes(Vector512Lanes x, int count) => new(Avx512DQ.And(x._v, Mask(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* p, Vector512Lanes x) => Avx512F.Store(p, x._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float* p, Vector512Lanes x, int count) => Avx512F.MaskStore(p, Mask(count), x._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Broadcast(float x) => new(Vector512.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes operator +(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.Add(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes operator -(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.Subtract(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes operator *(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.Multiply(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes operator /(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.Divide(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes MultiplyAdd(Vector512Lanes a, Vector512Lanes b, Vector512Lanes c) => new(Avx512F.FusedMultiplyAdd(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes MultiplyAdd(float* a, Vector512Lanes b, Vector512Lanes c) => new(Avx512F.FusedMultiplyAdd(Vector512.Create(*a), b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Max(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Min(Vector512Lanes a, Vector512Lanes b) => new(Avx512F.Min(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Abs(Vector512Lanes x) => new(Avx512DQ.And(x._v, Vector512.Create(0x7FFFFFFF).AsSingle()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Sqrt(Vector512Lanes x) => new(Avx512F.Sqrt(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Round(Vector512Lanes x) => new(Avx512F.RoundScale(x._v, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes WhereGreater(Vector512Lanes a, Vector512Lanes b, Vector512Lanes yes, Vector512Lanes no) =>
        new(Avx512F.BlendVariable(no._v, yes._v, Avx512F.CompareGreaterThan(a._v, b._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes WhereEqual(Vector512Lanes a, Vector512Lanes b, Vector512Lanes yes, Vector512Lanes no) =>
        new(Avx512F.BlendVariable(no._v, yes._v, Avx512F.CompareEqual(a._v, b._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes ScaleByPowerOfTwo(Vector512Lanes x, Vector512Lanes n) => new(Avx512F.Scale(x._v, n._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes Decompose(Vector512Lanes x, out Vector512Lanes exponent)
    {
        exponent = new(Avx512F.GetExponent(x._v));
        return new(Avx512F.GetMantissa(x._v, 0));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512Lanes CopySign(Vector512Lanes x, Vector512Lanes s)
    {
        Vector512<float> sign = Vector512.Create(int.MinValue).AsSingle();
        return new(Avx512DQ.Or(Avx512DQ.AndNot(sign, x._v), Avx512DQ.And(sign, s._v)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512Lanes x) => Vector256Lanes.Sum(new(Avx.Add(x._v.GetLower(), x._v.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector512Lanes x) => Vector256Lanes.IsZero(new(Avx.Or(x._v.GetLower(), x._v.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Maximum(Vector512Lanes x) => Vector256Lanes.Maximum(new(Avx.Max(x._v.GetLower(), x._v.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Mask(int count) => Avx512F.CompareLessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();
}
