using BenchmarkDotNet.Attributes;
using Latent.Tensors;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// The Bernoulli log-probability of [128, 784] values. Floor: 8 bytes an element read (0.8 MB), 12 for the gradient, which
/// writes one more; one exponential and one logarithm an element forward, one exponential and one division back.
/// </summary>
public class BernoulliBenchmark : KernelBenchmark
{
    private Tensor _logits = null!, _x = null!, _y = null!, _dy = null!, _dLogits = null!;

    public override void Prepare()
    {
        _logits = Normal(128, 784);
        _x = Uniform(128, 784);
        _y = Zeros(128);
        _dy = Normal(128);
        _dLogits = Zeros(128, 784);
    }

    [Benchmark]
    public void LogProbability() => Backend.BernoulliLogProbability(_logits, _x, null, _y);

    [Benchmark]
    public void Gradient() => Backend.BernoulliLogProbabilityGradient(_logits, _x, null, _dy, _dLogits, accumulate: false);
}
