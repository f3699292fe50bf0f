using System.Runtime.CompilerServices;

namespace Latent.Tensors.Backends.Cpu.Elementwise;

/// <summary>A function of one element, and of a parameter that most ignore.</summary>
internal interface IUnaryOperator
{
    static abstract TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector>;
}

internal readonly struct IdentityOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        x;
}

internal readonly struct NegateOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        default(TVector) - x;
}

internal readonly struct AbsOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Abs(x);
}

internal readonly struct ExpOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Exp(x);
}

internal readonly struct LogOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Log(x);
}

internal readonly struct SqrtOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Sqrt(x);
}

internal readonly struct SquareOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        x * x;
}

internal readonly struct ReciprocalOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Broadcast(1) / x;
}

internal readonly struct SignOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(x, default, TVector.Broadcast(1), TVector.WhereGreater(default, x, TVector.Broadcast(-1f), x));
}

internal readonly struct SinOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Sin(x);
}

internal readonly struct CosOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Cos(x);
}

internal readonly struct TanhOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Tanh(x);
}

internal readonly struct SigmoidOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Sigmoid(x);
}

internal readonly struct SoftplusOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Softplus(x);
}

internal readonly struct ReluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Max(default, x);
}

internal readonly struct LeakyReluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(x, default, x, x * parameter);
}

internal readonly struct EluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.WhereGreater(x, default, x, VectorMath.ExpM1(TVector.Min(default, x)));
}

internal readonly struct GeluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Gelu(x);
}

internal readonly struct SiluOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Silu(x);
}

internal readonly struct ClipMinimumOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Max(parameter, x);
}

internal readonly struct ClipMaximumOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        TVector.Min(parameter, x);
}

internal readonly struct LogGammaOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.LogGamma(x);
}

internal readonly struct DigammaOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.Digamma(x);
}

internal readonly struct StirlingErrorOperator : IUnaryOperator
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TVector>(TVector x, TVector parameter)
        where TVector : unmanaged, Vectors.IVector<TVector> =>
        VectorMath.StirlingError(x);
}
