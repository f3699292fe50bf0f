using System.Diagnostics;
using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Benchmarks.Kernels;

/// <summary>Every convolution of the peer models, forward and both gradients, against the FMA peak, at their batch sizes and at batch 1.</summary>
internal static class ConvolutionTable
{
    private sealed record Layer(string Model, int Batch, int Extent, int Inputs, int Outputs, int Kernel, int Stride, int Padding, bool Transposed = false, int OutputPadding = 0)
    {
        /// <summary>Thin layers cannot fill the lanes of a vector, and are left out of the mean.</summary>
        public bool IsThin => Math.Min(Inputs, Outputs) < 32;
    }

    private static readonly Layer[] s_layers =
    [
        new("conv28", 128, 28, 1, 32, 4, 2, 1), new("conv28", 128, 14, 32, 64, 4, 2, 1),
        new("conv28", 128, 7, 64, 32, 4, 2, 1, true), new("conv28", 128, 14, 32, 1, 4, 2, 1, true),
        new("conv64", 64, 64, 3, 32, 3, 2, 1), new("conv64", 64, 32, 32, 64, 3, 2, 1), new("conv64", 64, 16, 64, 128, 3, 2, 1),
        new("conv64", 64, 8, 128, 256, 3, 2, 1), new("conv64", 64, 4, 256, 512, 3, 2, 1),
        new("conv64", 64, 2, 512, 256, 3, 2, 1, true, 1), new("conv64", 64, 4, 256, 128, 3, 2, 1, true, 1), new("conv64", 64, 8, 128, 64, 3, 2, 1, true, 1),
        new("conv64", 64, 16, 64, 32, 3, 2, 1, true, 1), new("conv64", 64, 32, 32, 32, 3, 2, 1, true, 1), new("conv64", 64, 64, 32, 3, 3, 1, 1),
    ];

    public static int Run(int threads)
    {
        Backend backend = Backend.CreateCpu(threads);
        Console.WriteLine($"{backend.Name}; GFLOP/s and fraction of peak, which is measured before and after every line and taken at its higher: a shared machine's speed swings");
        Console.WriteLine($"{"model",-7} {"batch",5} {"layer",-34} {"forward",16} {"d input",16} {"d weight",16} {"peak",8}");
        double wideSum = 0;
        int wide = 0;
        foreach (bool single in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (Layer layer in s_layers)
            {
                int batch = single ? 1 : 64;
                double peak = Peak.GigaFlops(threads);
                (double forward, double input, double weight) = Measure(backend, layer, batch);
                peak = Math.Max(peak, Peak.GigaFlops(threads));
                Console.WriteLine($"{layer.Model,-7} {batch,5} {Describe(layer),-34} {forward,8:F1} {forward / peak,7:F2} {input,8:F1} {input / peak,7:F2} {weight,8:F1} {weight / peak,7:F2} {peak,8:F1}{(layer.IsThin ? "   thin" : "")}");
                if (!single && !layer.IsThin)
                {
                    wideSum += Math.Log(forward / peak) + Math.Log(input / peak) + Math.Log(weight / peak);
                    wide += 3;
                }
            }
        }
        Console.WriteLine($"geometric mean at batch 64 over the layers with 32 channels or more: {Math.Exp(wideSum / wide):F3} of peak");
        return 0;
    }

    private static string Describe(Layer l) => $"{(l.Transposed ? "transposed " : "")}{l.Extent}x{l.Extent}x{l.Inputs} to {l.Outputs}, {l.Kernel}x{l.Kernel}/{l.Stride}";

    private static (double Forward, double Input, double Weight) Measure(Backend backend, Layer l, int batch)
    {
        var geometry = new ConvolutionGeometry(l.Stride, l.Padding, outputPadding: l.OutputPadding);
        int[] result = new int[2];
        geometry.ResultExtents([l.Extent, l.Extent], [l.Kernel, l.Kernel], l.Transposed, result);
        var rng = new Rng(1);
        Tensor near = Tensor.Uniform(new Shape(batch, l.Extent, l.Extent, l.Inputs), rng, backend), far = Tensor.Uniform(new Shape(batch, result[0], result[1], l.Outputs), rng, backend);

        // A transposed layer is the adjoint of the convolution that leads back.
        (Tensor x, Tensor y) = l.Transposed ? (far, near) : (near, far);
        Tensor w = Tensor.Uniform(new Shape(l.Kernel, l.Kernel, x.Shape.Columns, y.Shape.Columns), rng, backend);
        Tensor bias = Tensor.Zeros(new Shape(l.Outputs), backend);
        ConvolutionShape shape = ConvolutionShape.Of(x.Shape, y.Shape, w.Shape, geometry);
        double flops = 2.0 * (l.Transposed ? near : far).Shape.Rows * w.Length;
        double convolution = flops / Best(() => backend.Convolution(shape, x, w, l.Transposed ? null : bias, Activation.None, y, false)) / 1e9;
        double adjoint = flops / Best(() => backend.ConvolutionTransposed(shape, y, w, l.Transposed ? bias : null, Activation.None, x, false)) / 1e9;
        double weight = flops / Best(() => backend.ConvolutionWeightGradient(shape, x, y, w, false)) / 1e9;
        return l.Transposed ? (adjoint, convolution, weight) : (convolution, adjoint, weight);
    }

    private static double Best(Action kernel)
    {
        double best = double.PositiveInfinity;
        long begin = Stopwatch.GetTimestamp();
        for (int trial = 0; trial < 200 && (trial < 5 || Stopwatch.GetElapsedTime(begin).TotalSeconds < 0.4); trial++)
        {
            long start = Stopwatch.GetTimestamp();
            kernel();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
