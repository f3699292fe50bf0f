using BenchmarkDotNet.Attributes;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>
/// Functions of one element, of [128, 784] elements. Floor: 8 bytes an element, read and written (0.8 MB). Above it stands the
/// arithmetic: a polynomial of 6 to 12 multiply-adds, and a division for tanh.
/// </summary>
public class ElementwiseBenchmark : KernelBenchmark
{
    private Tensor _x = null!, _y = null!;

    public override void Prepare()
    {
        _x = Normal(128, 784);
        _y = Zeros(128, 784);
    }

    [Benchmark(Baseline = true)]
    public void Negate() => Backend.Unary(UnaryOperation.Negate, _x, _y, 0);

    [Benchmark]
    public void Exp() => Backend.Unary(UnaryOperation.Exp, _x, _y, 0);

    [Benchmark]
    public void Tanh() => Backend.Unary(UnaryOperation.Tanh, _x, _y, 0);

    [Benchmark]
    public void Softplus() => Backend.Unary(UnaryOperation.Softplus, _x, _y, 0);
}
