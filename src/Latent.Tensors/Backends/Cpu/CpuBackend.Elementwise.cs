using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Functions of one tensor, element by element.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void Fill(Tensor y, float value)
    {
        Each(new FillKernel(y.Pointer, value), y.Length);
        KeepAlive(y);
    }

    internal override void Copy(Tensor x, Tensor y, bool accumulate)
    {
        if (accumulate)
        {
            Each(new AffineKernel<Adding>(x.Pointer, y.Pointer, 1, 0), y.Length);
        }
        else
        {
            Each(new UnaryKernel<IdentityOperator>(x.Pointer, y.Pointer, 0), y.Length);
        }
        KeepAlive(x, y);
    }

    internal override void Affine(Tensor x, float scale, float shift, Tensor y, bool accumulate)
    {
        if (accumulate)
        {
            Each(new AffineKernel<Adding>(x.Pointer, y.Pointer, scale, shift), y.Length);
        }
        else
        {
            Each(new AffineKernel<Overwriting>(x.Pointer, y.Pointer, scale, shift), y.Length);
        }
        KeepAlive(x, y);
    }

    internal override void Unary(UnaryOperation operation, Tensor x, Tensor y, float parameter)
    {
        switch (operation)
        {
            case UnaryOperation.Negate:
                Map<NegateOperator>(x, y, parameter);
                break;
            case UnaryOperation.Abs:
                Map<AbsOperator>(x, y, parameter);
                break;
            case UnaryOperation.Exp:
                Map<ExpOperator>(x, y, parameter);
                break;
            case UnaryOperation.Log:
                Map<LogOperator>(x, y, parameter);
                break;
            case UnaryOperation.Sqrt:
                Map<SqrtOperator>(x, y, parameter);
                break;
            case UnaryOperation.Square:
                Map<SquareOperator>(x, y, parameter);
                break;
            case UnaryOperation.Reciprocal:
                Map<ReciprocalOperator>(x, y, parameter);
                break;
            case UnaryOperation.Sign:
                Map<SignOperator>(x, y, parameter);
                break;
            case UnaryOperation.Sin:
                Map<SinOperator>(x, y, parameter);
                break;
            case UnaryOperation.Cos:
                Map<CosOperator>(x, y, parameter);
                break;
            case UnaryOperation.Tanh:
                Map<TanhOperator>(x, y, parameter);
                break;
            case UnaryOperation.Sigmoid:
                Map<SigmoidOperator>(x, y, parameter);
                break;
            case UnaryOperation.Softplus:
                Map<SoftplusOperator>(x, y, parameter);
                break;
            case UnaryOperation.Relu:
                Map<ReluOperator>(x, y, parameter);
                break;
            case UnaryOperation.LeakyRelu:
                Map<LeakyReluOperator>(x, y, parameter);
                break;
            case UnaryOperation.Elu:
                Map<EluOperator>(x, y, parameter);
                break;
            case UnaryOperation.Gelu:
                Map<GeluOperator>(x, y, parameter);
                break;
            case UnaryOperation.Silu:
                Map<SiluOperator>(x, y, parameter);
                break;
            case UnaryOperation.ClipMinimum:
                Map<ClipMinimumOperator>(x, y, parameter);
                break;
            case UnaryOperation.ClipMaximum:
                Map<ClipMaximumOperator>(x, y, parameter);
                break;
            case UnaryOperation.LogGamma:
                Map<LogGammaOperator>(x, y, parameter);
                break;
            case UnaryOperation.Digamma:
                Map<DigammaOperator>(x, y, parameter);
                break;
            case UnaryOperation.StirlingError:
                Map<StirlingErrorOperator>(x, y, parameter);
                break;
            default:
                throw new NotSupportedException($"There is no {operation}.");
        }
        KeepAlive(x, y);
    }

    internal override void UnaryGradient(UnaryOperation operation, Tensor x, Tensor y, Tensor dy, Tensor dx, float parameter, bool accumulate)
    {
        switch (operation)
        {
            case UnaryOperation.Negate:
                Derive<NegateDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Abs:
                Derive<AbsDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Exp:
                Derive<ExpDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Log:
                Derive<LogDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Sqrt:
                Derive<SqrtDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Square:
                Derive<SquareDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Reciprocal:
                Derive<ReciprocalDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Sign:
                Derive<SignDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Sin:
                Derive<SinDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Cos:
                Derive<CosDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Tanh:
                Derive<TanhDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Sigmoid:
                Derive<SigmoidDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Softplus:
                Derive<SoftplusDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Relu:
                Derive<ReluDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.LeakyRelu:
                Derive<LeakyReluDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Elu:
                Derive<EluDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Gelu:
                Derive<GeluDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Silu:
                Derive<SiluDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.ClipMinimum:
                Derive<ClipMinimumDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.ClipMaximum:
                Derive<ClipMaximumDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.LogGamma:
                Derive<LogGammaDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.Digamma:
                Derive<DigammaDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            case UnaryOperation.StirlingError:
                Derive<StirlingErrorDerivative>(x, y, dy, dx, parameter, accumulate);
                break;
            default:
                throw new NotSupportedException($"There is no {operation}.");
        }
        KeepAlive(x, y, dy, dx);
    }

    private void Map<TOperator>(Tensor x, Tensor y, float parameter)
        where TOperator : unmanaged, IUnaryOperator =>
        Each(new UnaryKernel<TOperator>(x.Pointer, y.Pointer, parameter), y.Length);

    private void Derive<TDerivative>(Tensor x, Tensor y, Tensor dy, Tensor dx, float parameter, bool accumulate)
        where TDerivative : unmanaged, IUnaryDerivative
    {
        if (accumulate)
        {
            Each(new DerivativeKernel<TDerivative, Adding>(x.Pointer, y.Pointer, dy.Pointer, dx.Pointer, parameter), dx.Length);
        }
        else
        {
            Each(new DerivativeKernel<TDerivative, Overwriting>(x.Pointer, y.Pointer, dy.Pointer, dx.Pointer, parameter), dx.Length);
        }
    }

    private readonly struct FillKernel(float* y, float value) : IElementwise<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector> =>
            access.Store(y + i, TVector.Broadcast(value));
    }

    private readonly struct AffineKernel<TMode>(float* x, float* y, float scale, float shift) : IElementwise<TVector>
        where TMode : struct, IMode
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector>
        {
            TVector result = TVector.MultiplyAdd(access.Load(x + i), TVector.Broadcast(scale), TVector.Broadcast(shift));
            access.Store(y + i, TMode.Accumulate ? access.Load(y + i) + result : result);
        }
    }

    private readonly struct UnaryKernel<TOperator>(float* x, float* y, float parameter) : IElementwise<TVector>
        where TOperator : unmanaged, IUnaryOperator
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector> =>
            access.Store(y + i, TOperator.Invoke(access.Load(x + i), TVector.Broadcast(parameter)));
    }

    private readonly struct DerivativeKernel<TDerivative, TMode>(float* x, float* y, float* dy, float* dx, float parameter) : IElementwise<TVector>
        where TDerivative : unmanaged, IUnaryDerivative
        where TMode : struct, IMode
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector>
        {
            TVector slope = TDerivative.Invoke(
                TDerivative.UsesX ? access.Load(x + i) : default,
                TDerivative.UsesY ? access.Load(y + i) : default,
                TVector.Broadcast(parameter));
            TVector result = access.Load(dy + i) * slope;
            access.Store(dx + i, TMode.Accumulate ? access.Load(dx + i) + result : result);
        }
    }
}
