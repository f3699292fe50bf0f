using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Latent.Tensors.Backends;

namespace Latent.Tensors.Tests.Contracts;

/// <summary>Vectors of 16 floats.</summary>
public sealed class Cpu512Contract : CpuContract
{
    protected override Backend Create(int threads) => Rung(threads, 16, Avx512F.IsSupported, "This processor has no AVX-512.");
}

/// <summary>Vectors of 8 floats.</summary>
public sealed class Cpu256Contract : CpuContract
{
    protected override Backend Create(int threads) => Rung(threads, 8, Avx2.IsSupported && Fma.IsSupported, "This processor has no AVX2 with FMA.");
}

/// <summary>Vectors of 4 floats.</summary>
public sealed class Cpu128Contract : CpuContract
{
    protected override Backend Create(int threads) => Rung(threads, 4, Vector128.IsHardwareAccelerated, "This processor has no vectors of 128 bits.");
}

/// <summary>One float at a time.</summary>
public sealed class CpuScalarContract : CpuContract
{
    protected override Backend Create(int threads) => Rung(threads, 1, true, "");
}

/// <summary>One rung of the CPU backend's ladder.</summary>
public abstract class CpuContract : BackendContract
{
    private static readonly ConcurrentDictionary<(int Threads, int Lanes), Backend> s_backends = new();

    private protected static Backend Rung(int threads, int lanes, bool supported, string otherwise)
    {
        Assert.SkipUnless(supported, otherwise);
        return s_backends.GetOrAdd((threads, lanes), static key => Backend.CreateCpu(key.Threads, key.Lanes));
    }
}
