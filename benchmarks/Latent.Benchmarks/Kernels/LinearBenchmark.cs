using BenchmarkDotNet.Attributes;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// relu(x [128, 784] w [784, 400] + b). Floor forward: 2 * 128 * 784 * 400 = 80.3 Mflop of multiply-adds; the gradient, by
/// x and by w, twice that. Both at the rate that <see cref="Peak"/> measures; bytes (2.1 MB forward) are no limit.
/// </summary>
public class LinearBenchmark : KernelBenchmark
{
    private Tensor _x = null!, _w = null!, _bias = null!, _y = null!, _dy = null!, _dx = null!, _dw = null!, _dBias = null!;

    public override void Prepare()
    {
        _x = Normal(128, 784);
        _w = Normal(784, 400);
        _bias = Normal(400);
        _y = Zeros(128, 400);
        _dy = Normal(128, 400);
        _dx = Zeros(128, 784);
        _dw = Zeros(784, 400);
        _dBias = Zeros(400);
        Forward();
    }

    [Benchmark]
    public void Forward() => Backend.Linear(_x, _w, _bias, Activation.Relu, _y);

    [Benchmark]
    public void Gradient() => Backend.LinearGradient(_x, _w, _y, _dy, Activation.Relu, new GradientTarget(_dx, false), new GradientTarget(_dw, false), new GradientTarget(_dBias, false));
}
