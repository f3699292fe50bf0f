using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Latent.Benchmarks.Kernels;

/// <summary>How the kernels are measured: in this process, since they are internal, into the folder for everything built.</summary>
internal static class KernelConfig
{
    public static IConfig Create() => ManualConfig.Create(DefaultConfig.Instance)
        .AddJob(new Job().WithToolchain(InProcessEmitToolchain.Instance).AsMutator())
        .AddColumn(new BandwidthColumn())
        .WithArtifactsPath(Path.Join("artifacts", "benchmarks"));
}
