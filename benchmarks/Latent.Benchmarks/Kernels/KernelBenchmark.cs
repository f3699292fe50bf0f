using BenchmarkDotNet.Attributes;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// A kernel on one thread, at the sizes of the training workloads. Every class states its floor: the bytes that must move
/// or the operations that must be done, whatever the code. Operands are a few hundred kilobytes unless said otherwise, so
/// bytes move at the speed of the second-level cache.
/// </summary>
public abstract class KernelBenchmark
{
    protected static Backend Backend { get; } = Backend.CreateCpu(1);

    protected static Tensor Uniform(params int[] extents) => Tensor.Uniform(new Shape(extents), new Rng(1), Backend);

    protected static Tensor Normal(params int[] extents) => Tensor.Normal(new Shape(extents), new Rng(2), Backend);

    protected static Tensor Zeros(params int[] extents) => Tensor.Zeros(new Shape(extents), Backend);

    [GlobalSetup]
    public abstract void Prepare();
}
