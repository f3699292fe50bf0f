using System.Diagnostics;
using System.Text.Json.Nodes;
using Latent.Applications;
using Latent.Benchmarks.Kernels;
using Latent.Data;
using Latent.Tensors.Backends;
using Latent.Training;

namespace Latent.Benchmarks.Training;

/// <summary>
/// The same work as a PyTorch program with the same models, batch sizes and data: trains or scores for some seconds
/// through the library's public interface and prints one line of JSON with the same keys.
/// </summary>
internal static class PeerBenchmark
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    public static int Run(string name, int threads, int seconds)
    {
        if (PeerWorkload.Find(name) is not { } workload)
        {
            Console.Error.WriteLine($"There is no workload '{name}'; there are {string.Join(", ", PeerWorkload.Names)}.");
            return 2;
        }
        double peak = Peak.GigaFlops(threads);
        Backend.Default = Backend.CreateCpu(threads);
        RowSource rows = workload.Rows();
        LatentModel model = workload.Compose(rows);
        (long steps, double elapsed, double loss) = workload.Scores ? Score(workload, model, rows, seconds) : Train(workload, model, rows, seconds);
        double flops = workload.FlopsPerStep * steps / elapsed / 1e9;
        Console.WriteLine(new JsonObject
        {
            ["peer"] = $"Latent, {Backend.Default.Name}",
            ["workload"] = name,
            ["threads"] = threads,
            ["batch"] = workload.Batch,
            ["steps"] = steps,
            ["samples_per_s"] = Math.Round(steps * workload.Batch / elapsed, 1),
            ["ms_per_step"] = Math.Round(1000 * elapsed / steps, 4),
            ["loss"] = Math.Round(loss, 3),
            ["peak_rss_mb"] = Math.Round(Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0, 1),
            ["gflops"] = Math.Round(flops, 1),
            ["fraction_of_peak"] = Math.Round(flops / peak, 3),
        }.ToJsonString());
        return 0;
    }

    private static (long Steps, double Seconds, double Loss) Train(PeerWorkload workload, LatentModel model, RowSource rows, int seconds)
    {
        double[] lastLosses = new double[20];
        TrainingOptions options = new() { Epochs = int.MaxValue, BatchSize = workload.Batch, TimeLimit = s_warmUp };
        TrainingState state = new Trainer(model, options).Fit(rows);
        var trainer = new Trainer(model, options with { TimeLimit = TimeSpan.FromSeconds(seconds) }) { Stepped = (step, loss) => lastLosses[step % lastLosses.Length] = loss };
        long start = Stopwatch.GetTimestamp();
        state = trainer.Fit(rows);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (state.Step, elapsed, lastLosses.Average() - workload.LossConstant);
    }

    private static (long Steps, double Seconds, double Loss) Score(PeerWorkload workload, LatentModel model, RowSource rows, int seconds)
    {
        var reconstructor = new Reconstructor(model);
        float[] data = new float[rows.Count * rows.RowShape.Length];
        rows.Read([.. Enumerable.Range(0, rows.Count)], data);
        float[] errors = new float[workload.Batch];
        int width = rows.RowShape.Length;
        long steps = 0;
        double loss = 0;
        void Step()
        {
            int first = (int)(steps++ * workload.Batch % (rows.Count - workload.Batch));
            reconstructor.SquaredErrors(data.AsSpan(first * width, workload.Batch * width), errors);
            loss = errors.Average();
        }
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < s_warmUp)
        {
            Step();
        }
        steps = 0;
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            Step();
        }
        return (steps, Stopwatch.GetElapsedTime(start).TotalSeconds, loss);
    }
}
