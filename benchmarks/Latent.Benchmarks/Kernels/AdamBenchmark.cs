using BenchmarkDotNet.Attributes;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// One update of the mlp workload's 652,824 parameters. Floor: weight, gradient and two moments read, weight and moments
/// written, 28 bytes a parameter: 18.3 MB, more than most second-level caches hold. Arithmetic (a root and a division a
/// parameter) hides behind it.
/// </summary>
public class AdamBenchmark : KernelBenchmark
{
    private const int Parameters = 652_824;

    private static readonly AdamStep s_step = new(Rate: 1e-3f, Beta1: 0.9f, Beta2: 0.999f, Epsilon: 1e-8f, RootCorrection: 1, GradientScale: 1, Decay: 1, L2: 0);

    private Tensor _weights = null!, _gradient = null!, _first = null!, _second = null!;

    public override void Prepare()
    {
        _weights = Normal(Parameters);
        _gradient = Normal(Parameters);
        _first = Zeros(Parameters);
        _second = Zeros(Parameters);
    }

    [Benchmark]
    public void Update() => Backend.AdamUpdate(_weights, _gradient, _first, _second, s_step);
}
