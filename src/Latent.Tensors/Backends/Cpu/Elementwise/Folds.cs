using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>How many elements become one.</summary>
internal interface IFold
{
    /// <summary>What the fold of nothing is.</summary>
    static abstract float Identity { get; }

    static abstract TVector Fold<TVector>(TVector a, TVector b)
        where TVector : unmanaged, IVector<TVector>;

    static abstract double Fold(double a, double b);

    /// <summary>The fold of the lanes.</summary>
    static abstract float Lanes<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector>;
}

internal readonly struct SumFold : IFold
{
    public static float Identity => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Fold<TVector>(TVector a, TVector b)
        where TVector : unmanaged, IVector<TVector> =>
        a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Fold(double a, double b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lanes<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> =>
        TVector.Sum(x);
}

/// <summary>The greatest, or NaN if any is NaN.</summary>
internal readonly struct MaximumFold : IFold
{
    public static float Identity => float.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Fold<TVector>(TVector a, TVector b)
        where TVector : unmanaged, IVector<TVector> =>
        MaximumOperator.Invoke(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Fold(double a, double b) => Math.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lanes<TVector>(TVector x)
        where TVector : unmanaged, IVector<TVector> =>
        TVector.Maximum(TVector.WhereEqual(x, x, default, TVector.Broadcast(1))) > 0 ? float.NaN : TVector.Maximum(x);
}
