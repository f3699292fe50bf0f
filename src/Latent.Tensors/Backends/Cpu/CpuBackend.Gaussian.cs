using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;

namespace Latent.Tensors.Backends.Cpu;

/// <content>Samples of, and divergences between, diagonal Gaussians.</content>
internal sealed unsafe partial class CpuBackend<TVector>
{
    internal override void GaussianSample(Tensor mean, Tensor logVariance, ulong key, ulong counter, Tensor z)
    {
        Random(RandomDistribution.Normal, key, counter, z);
        int cycle = Math.Max(1, Math.Max(mean.Length, logVariance.Length));
        var job = new SampleJob
        {
            Mean = mean.Pointer,
            V = logVariance.Pointer,
            MeanLength = mean.Length,
            VLength = logVariance.Length,
            Z = z.Pointer,
            Cycle = cycle,
        };
        pool.Run(z.Length / cycle, &SampleChunk, &job);
        KeepAlive(mean, logVariance, z);
    }

    internal override void GaussianSampleGradient(Tensor mean, Tensor z, Tensor dz, GradientTarget dMean, GradientTarget dLogVariance)
    {
        var job = new SampleJob
        {
            Mean = mean.Pointer,
            Z = z.Pointer,
            DZ = dz.Pointer,
            Cycle = mean.Length,
            Samples = z.Length / Math.Max(1, mean.Length),
            DMean = dMean.Tensor is null ? null : dMean.Tensor.Pointer,
            DV = dLogVariance.Tensor is null ? null : dLogVariance.Tensor.Pointer,
            AccumulateMean = dMean.Accumulate,
            AccumulateV = dLogVariance.Accumulate,
        };
        pool.Run(Cut(mean.Length, SampleColumns), &SampleGradientChunk, &job, small: mean.Length < ChunkLength);
        KeepAlive(mean, z, dz, dMean.Tensor, dLogVariance.Tensor);
    }

    internal override void GaussianKl(Tensor mean, Tensor logVariance, Tensor y)
    {
        Each(new KlKernel(mean.Pointer, logVariance.Pointer, y.Pointer), y.Length);
        KeepAlive(mean, logVariance, y);
    }

    internal override void GaussianKlGradient(Tensor mean, Tensor logVariance, Tensor dy, GradientTarget dMean, GradientTarget dLogVariance)
    {
        if (dMean.Tensor is not null)
        {
            Binary(BinaryOperation.Multiply, dy, mean, dMean.Tensor, dMean.Accumulate);
        }
        if (dLogVariance.Tensor is not null)
        {
            Each(new KlGradientKernel(logVariance.Pointer, dy.Pointer, dLogVariance.Tensor.Pointer, dLogVariance.Accumulate), dy.Length);
        }
        KeepAlive(mean, logVariance, dy, dMean.Tensor, dLogVariance.Tensor);
    }

    // Elements of the mean, all of whose samples one chunk sums.
    private const int SampleColumns = 1024;

    private struct SampleJob
    {
        public float* Mean, V, Z, DZ, DMean, DV;
        public int MeanLength, VLength, Cycle, Samples;
        public bool AccumulateMean, AccumulateV;
    }

    /// <summary>z holds the noise already; every sample meets the same means and variances.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SampleChunk(void* state, int chunk)
    {
        ref SampleJob job = ref *(SampleJob*)state;
        float* z = job.Z + ((long)chunk * job.Cycle);
        TVector half = TVector.Broadcast(0.5f);
        if (job.MeanLength != job.Cycle || job.VLength != job.Cycle)
        {
            for (int i = 0; i < job.Cycle; i++)
            {
                z[i] = MathF.FusedMultiplyAdd(MathF.Exp(0.5f * job.V[i % job.VLength]), z[i], job.Mean[i % job.MeanLength]);
            }
            return;
        }
        for (int i = 0; i < job.Cycle; i += TVector.Count)
        {
            int width = Math.Min(TVector.Count, job.Cycle - i);
            TVector deviation = VectorMath.Exp(half * Read(job.V + i, width));
            Write(z + i, TVector.MultiplyAdd(deviation, Read(z + i, width), Read(job.Mean + i, width)), width);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SampleGradientChunk(void* state, int chunk)
    {
        ref SampleJob job = ref *(SampleJob*)state;
        int first = chunk * SampleColumns, last = Math.Min(first + SampleColumns, job.Cycle);
        TVector half = TVector.Broadcast(0.5f);
        for (int i = first; i < last; i += TVector.Count)
        {
            int width = Math.Min(TVector.Count, last - i);
            TVector mean = Read(job.Mean + i, width), sum = default, products = default;
            for (int s = 0; s < job.Samples; s++)
            {
                long at = ((long)s * job.Cycle) + i;
                TVector dz = Read(job.DZ + at, width);
                sum += dz;
                products = TVector.MultiplyAdd(dz, Read(job.Z + at, width) - mean, products);
            }
            if (job.DMean != null)
            {
                Write(job.DMean + i, job.AccumulateMean ? sum + Read(job.DMean + i, width) : sum, width);
            }
            if (job.DV != null)
            {
                products *= half;
                Write(job.DV + i, job.AccumulateV ? products + Read(job.DV + i, width) : products, width);
            }
        }
    }

    private readonly struct KlKernel(float* mean, float* v, float* y) : IElementwise<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector>
        {
            TVector m = access.Load(mean + i), logVariance = access.Load(v + i);
            access.Store(y + i, TVector.Broadcast(0.5f) * TVector.MultiplyAdd(m, m, VectorMath.ExpM1(logVariance) - logVariance));
        }
    }

    private readonly struct KlGradientKernel(float* v, float* dy, float* dv, bool accumulate) : IElementwise<TVector>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Invoke<TAccess>(nint i, TAccess access)
            where TAccess : struct, IAccess<TVector>
        {
            TVector d = TVector.Broadcast(0.5f) * access.Load(dy + i) * VectorMath.ExpM1(access.Load(v + i));
            access.Store(dv + i, accumulate ? d + access.Load(dv + i) : d);
        }
    }
}
