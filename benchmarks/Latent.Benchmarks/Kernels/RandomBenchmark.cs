using BenchmarkDotNet.Attributes;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// 100,000 random elements. Floor: ten rounds of two products of 32 by 32 bits make four words, so 5 products an element; a
/// product keeps one of a vector's 64-bit lanes busy. Normal draws add, for every two elements, a logarithm, a root and a
/// sine with its cosine. The 4 bytes an element written are no limit.
/// </summary>
public class RandomBenchmark : KernelBenchmark
{
    private Tensor _y = null!;

    public override void Prepare() => _y = Zeros(100_000);

    [Benchmark(Baseline = true)]
    public void Uniforms() => Backend.Random(RandomDistribution.Uniform, key: 1, counter: 0, _y);

    [Benchmark]
    public void Normals() => Backend.Random(RandomDistribution.Normal, key: 1, counter: 0, _y);
}
