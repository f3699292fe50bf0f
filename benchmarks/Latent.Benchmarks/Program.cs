using BenchmarkDotNet.Running;
using Latent.Benchmarks.Kernels;
using Latent.Benchmarks.Tables;
using Latent.Benchmarks.Training;

// peer WORKLOAD --threads T --seconds S | gemm [--threads T] | conv [--threads T] | tables [--rows N] [CONNECTION] | anything else goes to BenchmarkDotNet
return args switch
{
    ["peer", var workload, .. var rest] => PeerBenchmark.Run(workload, Option(rest, "--threads", Environment.ProcessorCount), Option(rest, "--seconds", 10)),
    ["conv", .. var rest] => ConvolutionTable.Run(Option(rest, "--threads", 1)),
    ["tables", .. var rest] => TableThroughput.Run(Option(rest, "--rows", 200_000), rest.FirstOrDefault(word => word.Contains("://", StringComparison.Ordinal))),
    ["gemm", .. var rest] => MatrixProductTable.Run(Option(rest, "--threads", 1)),
    _ => BenchmarkSwitcher.FromAssembly(typeof(TableThroughput).Assembly).Run(args, KernelConfig.Create()).Any() ? 0 : 1,
};

static int Option(string[] args, string name, int fallback)
{
    int i = Array.IndexOf(args, name);
    return i >= 0 && i + 1 < args.Length && int.TryParse(args[i + 1], out int value) && value > 0 ? value : fallback;
}
