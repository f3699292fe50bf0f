using System.Runtime.InteropServices;

namespace Latent.Benchmarks.Kernels;

/// <summary>OpenBLAS, where it is installed, to be measured in the same process.</summary>
internal static unsafe class OpenBlas
{
    private static readonly string[] s_names =
    [
        "libopenblas.so.0", "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3",
        "/usr/lib/aarch64-linux-gnu/openblas-pthread/libblas.so.3", "libopenblas.dylib", "libopenblas.dll",
    ];

    private static delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void> s_sgemm;

    /// <summary>Loads it with this many threads. False where there is none.</summary>
    public static bool TryLoad(int threads)
    {
        foreach (string name in s_names)
        {
            if (NativeLibrary.TryLoad(name, out nint library) && NativeLibrary.TryGetExport(library, "cblas_sgemm", out nint sgemm)
                && NativeLibrary.TryGetExport(library, "openblas_set_num_threads", out nint setThreads))
            {
                ((delegate* unmanaged<int, void>)setThreads)(threads);
                s_sgemm = (delegate* unmanaged<int, int, int, int, int, int, float, float*, int, float*, int, float, float*, int, void>)sgemm;
                return true;
            }
        }
        return false;
    }

    /// <summary>c [rows, columns] = a b, row major, each as it is or transposed.</summary>
    public static void MatMul(float* a, bool transposeA, float* b, bool transposeB, float* c, int rows, int columns, int depth)
    {
        const int RowMajor = 101, Plain = 111, Transposed = 112;
        s_sgemm(RowMajor, transposeA ? Transposed : Plain, transposeB ? Transposed : Plain, rows, columns, depth, 1, a, transposeA ? rows : depth, b, transposeB ? depth : columns, 0, c, columns);
    }
}
