using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu.Vectors;

/// <summary>One lane: where there is no SIMD at all. The kernels stay the same.</summary>
internal readonly unsafe struct ScalarLane(float value) : IVector<ScalarLane>
{
    private readonly float _v = value;

    public static int Count => 1;

    public static int KernelRows => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Load(float* p) => new(*p);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane LoadPartial(float* p, int count) => new(count > 0 ? *p : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane FirstLanes(ScalarLane x, int count) => new(count > 0 ? x._v : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* p, ScalarLane x) => *p = x._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePartial(float* p, ScalarLane x, int count)
    {
        if (count > 0)
        {
            *p = x._v;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Broadcast(float x) => new(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator +(ScalarLane a, ScalarLane b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator -(ScalarLane a, ScalarLane b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator *(ScalarLane a, ScalarLane b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane operator /(ScalarLane a, ScalarLane b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MultiplyAdd(ScalarLane a, ScalarLane b, ScalarLane c) => new((a._v * b._v) + c._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane MultiplyAdd(float* a, ScalarLane b, ScalarLane c) => MultiplyAdd(Broadcast(*a), b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Max(ScalarLane a, ScalarLane b) => a._v > b._v ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Min(ScalarLane a, ScalarLane b) => a._v < b._v ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Abs(ScalarLane x) => new(MathF.Abs(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Sqrt(ScalarLane x) => new(MathF.Sqrt(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Round(ScalarLane x) => new(MathF.Round(x._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane WhereGreater(ScalarLane a, ScalarLane b, ScalarLane yes, ScalarLane no) => a._v > b._v ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane WhereEqual(ScalarLane a, ScalarLane b, ScalarLane yes, ScalarLane no) => a._v == b._v ? yes : no;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane ScaleByPowerOfTwo(ScalarLane x, ScalarLane n) =>
        new(x._v * BitConverter.Int32BitsToSingle(((int)n._v + 127) << 23));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane Decompose(ScalarLane x, out ScalarLane exponent)
    {
        int bits = BitConverter.SingleToInt32Bits(x._v);
        exponent = new((bits >> 23) - 127);
        return new(BitConverter.Int32BitsToSingle((bits & 0x007FFFFF) | 0x3F800000));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ScalarLane CopySign(ScalarLane x, ScalarLane s) => new(MathF.CopySign(x._v, s._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(ScalarLane x) => x._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(ScalarLane x) => x._v == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Maximum(ScalarLane x) => x._v;
}
