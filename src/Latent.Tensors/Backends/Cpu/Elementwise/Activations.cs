using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>An activation inside another kernel: its value, and its derivative from its argument.</summary>
internal interface IActivation
{
    /// <summary>Whether it does nothing, so that its argument need not be computed for the derivative.</summary>
    static abstract bool IsIdentity { get; }

    /// <summary>Whether it is a few instructions, so that a kernel is bound by memory and worth unrolling.</summary>
    static abstract bool IsSimple { get; }

    static abstract TVector Value<TVector>(TVector x)
        where TVector : unmanaged, Vectors.IVector<TVector>;

    static abstract TVector Derivative<TVector>(TVector x)
        where TVector : unmanaged, Vectors.IVector<TVector>;
}

/// <summary>None.</summary>
internal readonly struct NoActivation : IActivation
{
    public static bool IsIdentity => true;

    public static bool IsSimple => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x)
        where TVector : unmanaged, Vectors.IVector<TVector> => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector>(TVector x)
        where TVector : unmanaged, Vectors.IVector<TVector> => TVector.Broadcast(1);
}

/// <summary>A function of one element and its derivative; LeakyRelu has the slope that it has after a linear map.</summary>
internal readonly struct ActivationOf<TOperator, TDerivative> : IActivation
    where TOperator : struct, IUnaryOperator
    where TDerivative : struct, IUnaryDerivative
{
    private const float LeakySlope = 0.01f;

    public static bool IsIdentity => false;

    public static bool IsSimple => typeof(TOperator) == typeof(ReluOperator) || typeof(TOperator) == typeof(LeakyReluOperator);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Value<TVector>(TVector x)
        where TVector : unmanaged, Vectors.IVector<TVector> => TOperator.Invoke(x, TVector.Broadcast(LeakySlope));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TVector>(TVector x)
        where TVector : unmanaged, Vectors.IVector<TVector>
    {
        TVector slope = TVector.Broadcast(LeakySlope);
        return TDerivative.Invoke(x, TDerivative.UsesY ? TOperator.Invoke(x, slope) : default, slope);
    }
}
