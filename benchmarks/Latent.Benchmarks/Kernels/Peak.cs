using System.Diagnostics;
using System.Runtime.CompilerServices;
using Latent.Tensors.Backends.Cpu.Vectors;

namespace Latent.Benchmarks.Kernels;

/// <summary>The floor of all matrix products: how many multiply-adds this machine does when all operands stay in registers.</summary>
internal static unsafe class Peak
{
    private const int Steps = 2_000_000;
    private const int Accumulators = 12;

    /// <summary>Floating-point operations a second on this many threads, in 10^9.</summary>
    public static double GigaFlops(int threads)
    {
        double best = 0;
        for (int trial = 0; trial < 5; trial++)
        {
            long start = Stopwatch.GetTimestamp();
            Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Loop))];
            Array.ForEach(workers, w => w.Start());
            Array.ForEach(workers, w => w.Join());
            best = Math.Max(best, threads * Flops() / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e9);
        }
        return best;
    }

    private static double Flops() => 2.0 * Accumulators * Steps * (Vector512Lanes.IsSupported ? 16 : Vector256Lanes.IsSupported ? 8 : Vector128Lanes.IsSupported ? 4 : 1);

    private static void Loop()
    {
        if (Vector512Lanes.IsSupported)
        {
            Loop<Vector512Lanes>();
        }
        else if (Vector256Lanes.IsSupported)
        {
            Loop<Vector256Lanes>();
        }
        else if (Vector128Lanes.IsSupported)
        {
            Loop<Vector128Lanes>();
        }
        else
        {
            Loop<ScalarLane>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Loop<TVector>()
        where TVector : unmanaged, IVector<TVector>
    {
        TVector x = TVector.Broadcast(0.5f), y = TVector.Broadcast(1e-3f);
        TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (int step = 0; step < Steps; step++)
        {
            a = TVector.MultiplyAdd(a, x, y);
            b = TVector.MultiplyAdd(b, x, y);
            c = TVector.MultiplyAdd(c, x, y);
            d = TVector.MultiplyAdd(d, x, y);
            e = TVector.MultiplyAdd(e, x, y);
            f = TVector.MultiplyAdd(f, x, y);
            g = TVector.MultiplyAdd(g, x, y);
            h = TVector.MultiplyAdd(h, x, y);
            i = TVector.MultiplyAdd(i, x, y);
            j = TVector.MultiplyAdd(j, x, y);
            k = TVector.MultiplyAdd(k, x, y);
            l = TVector.MultiplyAdd(l, x, y);
        }
        float* sink = stackalloc float[16];
        TVector.Store(sink, a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
