using BenchmarkDotNet.Attributes;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// Batch normalisation with Relu of [64 * 64 * 64, 32] elements (33.6 MB, more than the caches hold). Floor: forward reads x
/// for the sums, and reads it again and writes y (3 passes of memory); backward reads x and dy twice and writes dx (5).
/// </summary>
public class BatchNormalizationBenchmark : KernelBenchmark
{
    private const int Rows = 64 * 64 * 64, Channels = 32;
    private const long Pass = 4L * Rows * Channels;

    private static readonly NormalizationLayout s_layout = new(1, Rows, Channels, Channels);

    private Tensor _x = null!, _y = null!, _dy = null!, _dx = null!, _scale = null!, _shift = null!, _mean = null!, _variance = null!, _dScale = null!, _dShift = null!;

    public override void Prepare()
    {
        _x = Normal(Rows, Channels);
        _dy = Uniform(Rows, Channels);
        _y = Zeros(Rows, Channels);
        _dx = Zeros(Rows, Channels);
        _scale = Uniform(Channels);
        _shift = Normal(Channels);
        _mean = Zeros(1, Channels);
        _variance = Zeros(1, Channels);
        _dScale = Zeros(Channels);
        _dShift = Zeros(Channels);
        Forward();
    }

    [Benchmark]
    [Moves(3 * Pass)]
    public void Forward() => Backend.Normalize(_x, s_layout, _scale, _shift, 1e-5f, Activation.Relu, _mean, _variance, false, _y);

    [Benchmark]
    [Moves(2 * Pass)]
    public void ForwardGiven() => Backend.Normalize(_x, s_layout, _scale, _shift, 1e-5f, Activation.Relu, _mean, _variance, true, _y);

    [Benchmark]
    [Moves(5 * Pass)]
    public void Backward() => Backend.NormalizeGradient(
        _x, s_layout, _scale, _shift, 1e-5f, Activation.Relu, _mean, _variance, false, _dy, new(_dx, false), new(_dScale, false), new(_dShift, false));

    [Benchmark(Baseline = true)]
    [Moves(2 * Pass)]
    public void Negate() => Backend.Unary(UnaryOperation.Negate, _x, _y, 0);
}
