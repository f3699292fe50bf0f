using System.Diagnostics;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Backends.Cpu;
using Latent.Tensors.Backends.Cpu.Convolution;
using Latent.Tensors.Backends.Cpu.Vectors;
namespace Latent.Benchmarks.Kernels;
internal static unsafe class GatherProbe
{
    public static int Run()
    {
        Backend backend = Backend.CreateCpu(1);
        Tensor x = Tensor.Uniform(new Shape(128, 14, 14, 32), new Rng(1), backend);
        Tensor x2 = Tensor.Uniform(new Shape(128, 7, 7, 64), new Rng(1), backend);
        var w = new Window { Source = x.Pointer, Rows = 128, Pitch = 32, Channels = 32, Extents = new(1,14,14), Positions = new(1,7,7), Taps = new(1,4,4), Step = new(1,2,2), First = new(0,-1,-1), TapStep = new(1,1,1) };
        var p = new Window { Source = x2.Pointer, Rows = 128, Pitch = 64, Channels = 64, Extents = new(1,7,7), Positions = new(1,7,7), Taps = new(1,2,2), Step = new(1,1,1), First = new(0,-1,-1), TapStep = new(1,1,1) };
        float* t = (float*)System.Runtime.InteropServices.NativeMemory.AlignedAlloc(1 << 22, 64);
        foreach (var (name, win, pitch, block) in new[] { ("k4s2 12 rows", w, 528, 12), ("k4s2 96 rows", w, 528, 96), ("phase 24 rows", p, 272, 24), ("phase 96", p, 272, 96) })
        {
            double best = 1e9;
            for (int trial = 0; trial < 60; trial++)
            {
                long s = Stopwatch.GetTimestamp();
                for (int f = 0; f < win.Count; f += block) { win.Gather<Vector512Lanes>(f, Math.Min(block, win.Count - f), t, pitch, false); }
                best = Math.Min(best, Stopwatch.GetElapsedTime(s).TotalSeconds);
            }
            double vectors = (double)win.Count * win.Width / 16;
            Console.WriteLine($"{name}: {best * 1e6:F0} us, {best * 3.6e9 / vectors:F2} cycles a vector; aligned {(long)x.Pointer % 64}");
        }
        return 0;
    }
}
