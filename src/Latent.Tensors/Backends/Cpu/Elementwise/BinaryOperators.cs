using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>A function of two elements.</summary>
internal interface IBinaryOperator
{
    static abstract TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector>;
}

internal readonly struct AddOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        a + b;
}

internal readonly struct SubtractOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        a - b;
}

internal readonly struct MultiplyOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        a * b;
}

internal readonly struct DivideOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        a / b;
}

internal readonly struct MinimumOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereEqual(a, a, TVector.Min(a, b), a);
}

internal readonly struct MaximumOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereEqual(a, a, TVector.Max(a, b), a);
}

internal readonly struct GreaterOperator : IBinaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector a, TVector b)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(a, b, TVector.Broadcast(1), default);
}
