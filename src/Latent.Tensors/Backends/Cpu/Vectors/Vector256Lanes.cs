using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Backends.Cpu.Vectors;

/// <summary>Eight lanes: AVX2 with fused multiply-add.</summary>
internal readonly unsafe struct Vector256Lanes(Vector256<float> value) : IVector<Vector256Lanes>
{
    private readonly Vector256<float> _v = value;

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 8;

    public static int KernelRows => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Load(float* p) => new(Avx.LoadVector256(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes LoadPartial(float* p, int count) => new(Avx.MaskLoad(p, Mask(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes FirstLanes(Vector256Lanes x, int count) => new(Avx.And(x._v, Mask(count)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* p, Vector256Lanes x) => Avx.Store(p, x._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float* p, Vector256Lanes x, int count) => Avx.MaskStore(p, Mask(count), x._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Broadcast(float x) => new(Vector256.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes operator +(Vector256Lanes a, Vector256Lanes b) => new(Avx.Add(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes operator -(Vector256Lanes a, Vector256Lanes b) => new(Avx.Subtract(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes operator *(Vector256Lanes a, Vector256Lanes b) => new(Avx.Multiply(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes operator /(Vector256Lanes a, Vector256Lanes b) => new(Avx.Divide(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes MultiplyAdd(Vector256Lanes a, Vector256Lanes b, Vector256Lanes c) => new(Fma.MultiplyAdd(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes MultiplyAdd(float* a, Vector256Lanes b, Vector256Lanes c) => MultiplyAdd(Broadcast(*a), b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Max(Vector256Lanes a, Vector256Lanes b) => new(Avx.Max(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Min(Vector256Lanes a, Vector256Lanes b) => new(Avx.Min(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Abs(Vector256Lanes x) => new(Avx.And(x._v, Vector256.Create(0x7FFFFFFF).AsSingle()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Sqrt(Vector256Lanes x) => new(Avx.Sqrt(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Round(Vector256Lanes x) => new(Avx.RoundToNearestInteger(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes WhereGreater(Vector256Lanes a, Vector256Lanes b, Vector256Lanes yes, Vector256Lanes no) =>
        new(Avx.BlendVariable(no._v, yes._v, Avx.CompareGreaterThan(a._v, b._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes WhereEqual(Vector256Lanes a, Vector256Lanes b, Vector256Lanes yes, Vector256Lanes no) =>
        new(Avx.BlendVariable(no._v, yes._v, Avx.CompareEqual(a._v, b._v)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes ScaleByPowerOfTwo(Vector256Lanes x, Vector256Lanes n)
    {
        Vector256<int> power = Avx2.ShiftLeftLogical(Avx2.Add(Avx.ConvertToVector256Int32(n._v), Vector256.Create(127)), 23);
        return new(Avx.Multiply(x._v, power.AsSingle()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes Decompose(Vector256Lanes x, out Vector256Lanes exponent)
    {
        Vector256<int> bits = x._v.AsInt32();
        exponent = new(Avx.ConvertToVector256Single(Avx2.Subtract(Avx2.ShiftRightArithmetic(bits, 23), Vector256.Create(127))));
        return new(Avx2.Or(Avx2.And(bits, Vector256.Create(0x007FFFFF)), Vector256.Create(0x3F800000)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256Lanes CopySign(Vector256Lanes x, Vector256Lanes s)
    {
        Vector256<float> sign = Vector256.Create(int.MinValue).AsSingle();
        return new(Avx.Or(Avx.AndNot(sign, x._v), Avx.And(sign, s._v)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256Lanes x) => Vector128Lanes.Sum(new(x._v.GetLower() + x._v.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector256Lanes x) => Avx.TestZ(x._v.AsInt32(), x._v.AsInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Maximum(Vector256Lanes x) => Vector128Lanes.Maximum(new(Sse.Max(x._v.GetLower(), x._v.GetUpper())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Mask(int count) => Avx2.CompareGreaterThan(Vector256.Create(count), Vector256<int>.Indices).AsSingle();
}
