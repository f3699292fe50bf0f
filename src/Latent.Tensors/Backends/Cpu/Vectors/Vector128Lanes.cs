using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Latent.Tensors.Backends.Cpu.Vectors;

/// <summary>Four lanes, portable: Arm64's AdvSimd and x64's baseline.</summary>
internal readonly unsafe struct Vector128Lanes(Vector128<float> value) : IVector<Vector128Lanes>
{
    private readonly Vector128<float> _v = value;

    public static bool IsSupported => Vector128.IsHardwareAccelerated;

    public static int Count => 4;

    public static int KernelRows => AdvSimd.IsSupported ? 12 : 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Load(float* p) => new(Vector128.Load(p));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes LoadPartial(float* p, int count) => new(Vector128.Create(
        count > 0 ? p[0] : 0,
        count > 1 ? p[1] : 0,
        count > 2 ? p[2] : 0,
        count > 3 ? p[3] : 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes FirstLanes(Vector128Lanes x, int count) => new(x._v & Vector128.GreaterThan(Vector128.Create(count), Vector128<int>.Indices).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* p, Vector128Lanes x) => x._v.Store(p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float* p, Vector128Lanes x, int count)
    {
        for (int i = 0; i < count && i < 4; i++)
        {
            p[i] = x._v.GetElement(i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Broadcast(float x) => new(Vector128.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes operator +(Vector128Lanes a, Vector128Lanes b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes operator -(Vector128Lanes a, Vector128Lanes b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes operator *(Vector128Lanes a, Vector128Lanes b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes operator /(Vector128Lanes a, Vector128Lanes b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes MultiplyAdd(Vector128Lanes a, Vector128Lanes b, Vector128Lanes c) =>
        Fma.IsSupported ? new(Fma.MultiplyAdd(a._v, b._v, c._v))
        : AdvSimd.IsSupported ? new(AdvSimd.FusedMultiplyAdd(c._v, a._v, b._v))
        : new((a._v * b._v) + c._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes MultiplyAdd(float* a, Vector128Lanes b, Vector128Lanes c) => MultiplyAdd(Broadcast(*a), b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Max(Vector128Lanes a, Vector128Lanes b) => WhereGreater(a, b, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Min(Vector128Lanes a, Vector128Lanes b) => WhereGreater(b, a, a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Abs(Vector128Lanes x) => new(Vector128.Abs(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Sqrt(Vector128Lanes x) => new(Vector128.Sqrt(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Round(Vector128Lanes x) => new(Vector128.Round(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes WhereGreater(Vector128Lanes a, Vector128Lanes b, Vector128Lanes yes, Vector128Lanes no) =>
        new(Vector128.ConditionalSelect(Vector128.GreaterThan(a._v, b._v), yes._v, no._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes WhereEqual(Vector128Lanes a, Vector128Lanes b, Vector128Lanes yes, Vector128Lanes no) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a._v, b._v), yes._v, no._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes ScaleByPowerOfTwo(Vector128Lanes x, Vector128Lanes n)
    {
        Vector128<int> power = (Vector128.ConvertToInt32(n._v) + Vector128.Create(127)) << 23;
        return new(x._v * power.AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes Decompose(Vector128Lanes x, out Vector128Lanes exponent)
    {
        Vector128<int> bits = x._v.AsInt32();
        exponent = new(Vector128.ConvertToSingle((bits >> 23) - Vector128.Create(127)));
        return new(((bits & Vector128.Create(0x007FFFFF)) | Vector128.Create(0x3F800000)).AsSingle());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128Lanes CopySign(Vector128Lanes x, Vector128Lanes s) => new(Vector128.CopySign(x._v, s._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128Lanes x) =>
        (x._v.GetElement(0) + x._v.GetElement(2)) + (x._v.GetElement(1) + x._v.GetElement(3));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Vector128Lanes x) => x._v.AsInt32() == Vector128<int>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Maximum(Vector128Lanes x) => MathF.Max(
        MathF.Max(x._v.GetElement(0), x._v.GetElement(1)),
        MathF.Max(x._v.GetElement(2), x._v.GetElement(3)));
}
