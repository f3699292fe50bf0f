using BenchmarkDotNet.Attributes;
using Latent.Tensors;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// 50 samples of q(z|x) for 20 rows of 50 latents, and their KL for 1000 rows. Floor of a sample: 4 bytes an element written,
/// and the generator's 5 products of 32 by 32 bits (see <see cref="RandomBenchmark"/>). Floor of the KL: 8 bytes an element
/// read and 4 written (0.6 MB), and one exponential.
/// </summary>
public class GaussianBenchmark : KernelBenchmark
{
    private Tensor _mean = null!, _logVariance = null!, _z = null!, _means = null!, _logVariances = null!, _kl = null!;

    public override void Prepare()
    {
        _mean = Normal(20, 50);
        _logVariance = Normal(20, 50);
        _z = Zeros(1000, 50);
        _means = Normal(1000, 50);
        _logVariances = Normal(1000, 50);
        _kl = Zeros(1000, 50);
    }

    [Benchmark]
    public void Sample() => Backend.GaussianSample(_mean, _logVariance, key: 1, counter: 0, _z);

    [Benchmark]
    public void Kl() => Backend.GaussianKl(_means, _logVariances, _kl);
}
