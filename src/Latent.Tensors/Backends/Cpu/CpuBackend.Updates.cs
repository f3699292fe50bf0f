using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>What optimisers need: each reads and writes every array once.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    // Squares that are added in single precision before the sum goes on in double.
    private const int SquareBlock = 512;

    internal override void AdamUpdate(Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment, in AdamStep step)
    {
        Each(new AdamKernel(parameter.Pointer, gradient.Pointer, firstMoment.Pointer, secondMoment.Pointer, step), parameter.Length);
        KeepAlive(parameter, gradient, firstMoment, secondMoment);
    }

    internal override void MomentumUpdate(Tensor parameter, Tensor gradient, Tensor momentum, float rate, float momentumFactor, float gradientScale, float weightDecay)
    {
        Each(new MomentumKernel(parameter.Pointer, gradient.Pointer, momentum.Pointer, rate, momentumFactor, gradientScale, weightDecay), parameter.Length);
        KeepAlive(parameter, gradient, momentum);
    }

    internal override double SumOfSquares(Tensor x)
    {
        int chunks = ChunksOf(x.Length);
        var job = new SquaresJob { X = x.Pointer, Length = x.Length, Chunk = PartOf(x.Length, chunks), Sums = (double*)Scratch.Gathered(0, 2L * chunks) };
        pool.Run(chunks, &SquaresChunk, &job);
        double sum = 0;
        for (int i = 0; i < chunks; i++)
        {
            sum += job.Sums[i];
        }
        KeepAlive(x);
        return sum;
    }

    private struct SquaresJob
    {
        public float* X;
        public double* Sums;
        public int Length, Chunk;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SquaresChunk(void* state, int chunk)
    {
        var job = (SquaresJob*)state;
        long first = (long)chunk * job->Chunk, last = Math.Min(first + job->Chunk, job->Length);
        double total = 0;
        for (long block = first; block < last; block += SquareBlock)
        {
            float* x = job->X + block;
            int length = (int)Math.Min(SquareBlock, last - block), i = 0;
            TVector a = default, b = default;
            for (; i <= length - (2 * TVector.Count); i += 2 * TVector.Count)
            {
                TVector p = TVector.Load(x + i), q = TVector.Load(x + i + TVector.Count);
                a = TVector.MultiplyAdd(p, p, a);
                b = TVector.MultiplyAdd(q, q, b);
            }
            for (; i < length; i += TVector.Count)
            {
                TVector p = TVector.LoadPartial(x + i, Math.Min(TVector.Count, length - i));
                a = TVector.MultiplyAdd(p, p, a);
            }
            double sum = TVector.Sum(a + b);
            if (!double.IsFinite(sum))
            {
                // Perhaps only the squares are too large for single precision.
                sum = 0;
                for (i = 0; i < length; i++)
                {
                    sum += (double)x[i] * x[i];
                }
            }
            total += sum;
        }
        job->Sums[chunk] = total;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector ZeroBelow(float least, TVector x) => TVector.WhereGreater(TVector.Broadcast(least), TVector.Abs(x), default, x);

    private readonly struct AdamKernel(float* parameter, float* gradient, float* first, float* second, AdamStep step) : IElementwise<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector>
        {
            TVector p = access.Load(parameter + i), m = access.Load(first + i), v = access.Load(second + i);
            TVector g = TVector.MultiplyAdd(TVector.Broadcast(step.L2), p, access.Load(gradient + i) * TVector.Broadcast(step.GradientScale));
            m = ZeroBelow(LeastMoment, TVector.MultiplyAdd(TVector.Broadcast(1 - step.Beta1), g - m, m));
            v = ZeroBelow(LeastSquare, TVector.MultiplyAdd(TVector.Broadcast(1 - step.Beta2), (g * g) - v, v));
            TVector denominator = TVector.MultiplyAdd(TVector.Sqrt(v), TVector.Broadcast(step.RootCorrection), TVector.Broadcast(step.Epsilon));
            p = (p * TVector.Broadcast(step.Decay)) - (TVector.Broadcast(step.Rate) * m / denominator);
            access.Store(parameter + i, p);
            access.Store(first + i, m);
            access.Store(second + i, v);
        }
    }

    private readonly struct MomentumKernel(float* parameter, float* gradient, float* momentum, float rate, float factor, float gradientScale, float weightDecay) : IElementwise<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector>
        {
            TVector p = access.Load(parameter + i), m = access.Load(momentum + i);
            TVector g = TVector.MultiplyAdd(TVector.Broadcast(weightDecay), p, access.Load(gradient + i) * TVector.Broadcast(gradientScale));
            m = ZeroBelow(LeastMoment, TVector.MultiplyAdd(TVector.Broadcast(factor), m, g));
            access.Store(momentum + i, m);
            access.Store(parameter + i, p - (TVector.Broadcast(rate) * m));
        }
    }
}
