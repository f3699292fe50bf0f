using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>The derivative of a function of one element, from its argument or its value; what it does not use is not read.</summary>
internal interface IUnaryDerivative
{
    static abstract bool UsesX { get; }

    static abstract bool UsesY { get; }

    static abstract TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector>;
}

internal readonly struct NegateDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Broadcast(-1f);
}

internal readonly struct AbsDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        SignOperator.Invoke(x, default);
}

internal readonly struct ExpDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        y;
}

internal readonly struct LogDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Broadcast(1) / x;
}

internal readonly struct SqrtDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Broadcast(0.5f) / y;
}

internal readonly struct SquareDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        x + x;
}

internal readonly struct ReciprocalDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        default(TVector) - (y * y);
}

internal readonly struct SignDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        default;
}

internal readonly struct SinDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Cos(x);
}

internal readonly struct CosDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        default(TVector) - VectorMath.Sin(x);
}

internal readonly struct TanhDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Broadcast(1) - (y * y);
}

internal readonly struct SigmoidDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        y * (TVector.Broadcast(1) - y);
}

internal readonly struct SoftplusDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Sigmoid(x);
}

internal readonly struct ReluDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(y, default, TVector.Broadcast(1), default);
}

internal readonly struct LeakyReluDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(x, default, TVector.Broadcast(1), parameter);
}

internal readonly struct EluDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(y, default, TVector.Broadcast(1), y + TVector.Broadcast(1));
}

internal readonly struct GeluDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.GeluDerivative(x);
}

internal readonly struct SiluDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.SiluDerivative(x);
}

internal readonly struct ClipMinimumDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(parameter, x, default, TVector.Broadcast(1));
}

internal readonly struct ClipMaximumDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(x, parameter, default, TVector.Broadcast(1));
}

/// <summary>LeakyRelu's, from its value: the sign survives a positive slope.</summary>
internal readonly struct LeakyReluDerivativeFromValue : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(y, default, TVector.Broadcast(1), parameter);
}

/// <summary>Softplus's, from its value: 1 - e^-y.</summary>
internal readonly struct SoftplusDerivativeFromValue : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        default(TVector) - VectorMath.ExpM1(default(TVector) - y);
}

/// <summary>The identity's.</summary>
internal readonly struct ConstantDerivative : IUnaryDerivative
{
    public static bool UsesX => false;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> => TVector.Broadcast(1);
}

internal readonly struct LogGammaDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Digamma(x);
}

internal readonly struct DigammaDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Trigamma(x);
}

internal readonly struct StirlingErrorDerivative : IUnaryDerivative
{
    public static bool UsesX => true;

    public static bool UsesY => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector y, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.StirlingErrorDerivative(x);
}
