using System.Diagnostics;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>Every matrix product of the peer models, forward and both gradients, against the peak and against OpenBLAS.</summary>
internal static unsafe class MatrixProductTable
{
    private static readonly (string Model, int Rows, int[][] Maps)[] s_models =
    [
        ("mlp", 128, [[784, 400], [400, 40], [20, 400], [400, 784]]),
        ("mlp_large", 256, [[784, 1024], [1024, 1024], [1024, 128], [64, 1024], [1024, 784]]),
        ("iwae encoder", 20, [[784, 200], [200, 200], [200, 100]]),
        ("iwae decoder", 1000, [[50, 200], [200, 200], [200, 784]]),
        ("conv28", 128, [[3136, 256], [256, 64], [32, 256], [256, 3136]]),
        ("conv64", 64, [[2048, 256], [128, 2048]]),
        ("tabular", 256, [[30, 64], [64, 32], [32, 16], [8, 32], [32, 64], [64, 30]]),
    ];

    public static int Run(int threads)
    {
        Backend backend = Backend.CreateCpu(threads);
        double peak = Peak.GigaFlops(threads);
        bool compare = OpenBlas.TryLoad(threads);
        Console.WriteLine($"{backend.Name}; peak {peak:F1} GFLOP/s; {(compare ? "against OpenBLAS in this process" : "no OpenBLAS here to compare with")}");
        Console.WriteLine($"{"model",-13} {"product",-9} {"m",5} {"n",5} {"k",5} {"GFLOP/s",8} {"of peak",8}{(compare ? $" {"OpenBLAS",9} {"ratio",6}" : "")}");
        double logRatios = 0, logFractions = 0, worst = double.PositiveInfinity;
        int count = 0;
        foreach ((string model, int m, int[][] maps) in s_models)
        {
            foreach (int[] map in maps)
            {
                (string, int, int, int, bool, bool)[] products = [("forward", m, map[1], map[0], false, false), ("d input", m, map[0], map[1], false, true), ("d weight", map[0], map[1], m, true, false)];
                foreach ((string name, int rows, int columns, int depth, bool transposeA, bool transposeB) in products)
                {
                    (double ours, double theirs) = Measure(backend, rows, columns, depth, transposeA, transposeB, compare);
                    logFractions += Math.Log(ours / peak);
                    logRatios += Math.Log(ours / theirs);
                    worst = Math.Min(worst, ours / theirs);
                    count++;
                    Console.WriteLine($"{model,-13} {name,-9} {rows,5} {columns,5} {depth,5} {ours,8:F1} {ours / peak,8:F2}{(compare ? $" {theirs,9:F1} {ours / theirs,6:F2}" : "")}");
                }
            }
        }
        Console.WriteLine($"geometric mean: {Math.Exp(logFractions / count):F3} of peak{(compare ? $", {Math.Exp(logRatios / count):F3} of OpenBLAS, worst {worst:F2}" : "")}");
        return 0;
    }

    /// <summary>The best of many runs of each, taken in turns so that a noisy moment hits both.</summary>
    private static (double Ours, double Theirs) Measure(Backend backend, int m, int n, int k, bool transposeA, bool transposeB, bool compare)
    {
        var rng = new Rng(1);
        Tensor a = Tensor.Uniform(transposeA ? new Shape(k, m) : new Shape(m, k), rng, backend);
        Tensor b = Tensor.Uniform(transposeB ? new Shape(n, k) : new Shape(k, n), rng, backend);
        Tensor c = Tensor.Zeros(new Shape(m, n), backend);
        double flops = 2.0 * m * n * k;
        int repeats = (int)Math.Max(1, 2e7 / flops * 2);
        double ours = double.PositiveInfinity, theirs = double.PositiveInfinity;
        for (int trial = 0; trial < 40; trial++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < repeats; i++)
            {
                backend.MatMul(a, transposeA, b, transposeB, c, accumulate: false);
            }
            ours = Math.Min(ours, Stopwatch.GetElapsedTime(start).TotalSeconds / repeats);
            if (compare)
            {
                start = Stopwatch.GetTimestamp();
                for (int i = 0; i < repeats; i++)
                {
                    OpenBlas.MatMul(a.Pointer, transposeA, b.Pointer, transposeB, c.Pointer, m, n, k);
                }
                theirs = Math.Min(theirs, Stopwatch.GetElapsedTime(start).TotalSeconds / repeats);
            }
        }
        return (flops / ours / 1e9, compare ? flops / theirs / 1e9 : double.NaN);
    }
}
