using BenchmarkDotNet.Attributes;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>Sums of [128, 784] elements along rows, along columns, and of all. Floor: 4 bytes an element read (0.4 MB).</summary>
public class SumBenchmark : KernelBenchmark
{
    private Tensor _x = null!, _rows = null!, _columns = null!, _all = null!;

    public override void Prepare()
    {
        _x = Normal(128, 784);
        _rows = Zeros(128, 1);
        _columns = Zeros(1, 784);
        _all = Tensor.Zeros(Shape.Scalar, Backend);
    }

    [Benchmark]
    public void OfEveryRow() => Backend.Reduce(ReduceOperation.Sum, _x, _rows, accumulate: false);

    [Benchmark]
    public void OfEveryColumn() => Backend.Reduce(ReduceOperation.Sum, _x, _columns, accumulate: false);

    [Benchmark]
    public void OfAll() => Backend.Reduce(ReduceOperation.Sum, _x, _all, accumulate: false);
}
