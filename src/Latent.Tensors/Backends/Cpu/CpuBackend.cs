using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Elementwise;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Tensors.Backends.Cpu;

/// <summary>Chooses a rung of the ladder: the widest that the processor has and the caller wants.</summary>
internal static class CpuBackend
{
    public static Backend Create(int threads, int maximumLanes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumLanes);
        ForkJoin pool = ForkJoin.Of(threads == 0 ? Environment.ProcessorCount : threads);
        int lanes = maximumLanes == 0 ? 16 : maximumLanes;
        return lanes >= 16 && Vector512Lanes.IsSupported ? new CpuBackend<Vector512Lanes>(pool, "AVX-512")
            : lanes >= 8 && Vector256Lanes.IsSupported ? new CpuBackend<Vector256Lanes>(pool, "AVX2")
            : lanes >= 4 && Vector128Lanes.IsSupported ? new CpuBackend<Vector128Lanes>(pool, "128-bit SIMD")
            : new CpuBackend<ScalarLane>(pool, "scalar");
    }
}

/// <summary>
/// The backend for processors: every kernel is written once over the vector type and compiled for each width. Work is
/// cut into chunks by its size alone and each chunk is computed the same way whoever takes it, so the bits do not depend
/// on the number of threads. A call allocates nothing: its job is a structure on the stack that the chunks read.
/// </summary>
internal sealed unsafe partial class CpuBackend<TVector>(ForkJoin pool, string width) : Backend
    where TVector : unmanaged, IVector<TVector>
{
    // Elements a chunk: a few microseconds of work, which is what waking a thread costs.
    private const int ChunkLength = 16384;

    // Which of a thread's scratch memories holds partial results.
    private const int PartialsSlot = 0;

    // LeakyRelu's, where it is the activation of a linear map.
    private const float LeakySlope = 0.01f;

    /// <inheritdoc/>
    public override int Threads => pool.Threads;

    public override string Name => $"CPU, {width}, {pool.Threads} thread{(pool.Threads == 1 ? "" : "s")}";

    internal override Storage Allocate(int length) => new HostStorage(this, length);

    /// <summary>Runs a kernel over all elements.</summary>
    private void Each<TKernel>(in TKernel kernel, int length)
        where TKernel : unmanaged, IElementwise<TVector>
    {
        int chunks = ChunksOf(length);
        var job = new EachJob<TKernel> { Kernel = kernel, Length = length, Chunk = PartOf(length, chunks) };
        pool.Run(chunks, &EachChunk<TKernel>, &job);
    }

    private struct EachJob<TKernel>
        where TKernel : unmanaged
    {
        public TKernel Kernel;
        public int Length, Chunk;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EachChunk<TKernel>(void* state, int chunk)
        where TKernel : unmanaged, IElementwise<TVector>
    {
        var job = (EachJob<TKernel>*)state;
        TKernel kernel = job->Kernel;
        nint i = (nint)chunk * job->Chunk, end = Math.Min(i + job->Chunk, job->Length);
        for (; i <= end - TVector.Count; i += TVector.Count)
        {
            kernel.Invoke(i, default(Whole<TVector>));
        }
        if (i < end)
        {
            kernel.Invoke(i, new Part<TVector>((int)(end - i)));
        }
    }

    /// <summary>How many chunks this many elements make.</summary>
    private static int ChunksOf(long elements) => (int)((elements + ChunkLength - 1) / ChunkLength);

    /// <summary>The length of one of so many chunks, a multiple of a cache line.</summary>
    private static int PartOf(int length, int chunks) =>
        chunks == 0 ? 0 : (int)((((((long)length + chunks - 1) / chunks) + 15) / 16) * 16);

    /// <summary>How many rows of this many elements make one chunk.</summary>
    private static int RowsPerChunk(int columns) => Math.Max(1, ChunkLength / Math.Max(1, columns));

    /// <summary>How many chunks of that many rows there are.</summary>
    private static int Cut(int rows, int rowsPerChunk) => (int)(((long)rows + rowsPerChunk - 1) / rowsPerChunk);

    /// <summary>Keeps tensors, and so the memory that a kernel's pointers point into, from being collected before the kernel ends.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void KeepAlive(Tensor a, Tensor? b = null, Tensor? c = null, Tensor? d = null, Tensor? e = null, Tensor? f = null, Tensor? g = null)
    {
    }
}
