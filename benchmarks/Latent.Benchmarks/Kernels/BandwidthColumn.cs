using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Latent.Benchmarks.Kernels;

/// <summary>How many bytes a benchmark has to move.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MovesAttribute(long bytes) : Attribute
{
    public long Bytes { get; } = bytes;
}

/// <summary>The bytes that a benchmark has to move over its best time.</summary>
internal sealed class BandwidthColumn : IColumn
{
    public string Id => nameof(BandwidthColumn);

    public string ColumnName => "Best GB/s";

    public string Legend => "Bytes that must move over the shortest time";

    public bool AlwaysShow => false;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        var moves = benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<MovesAttribute>();
        double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Min;
        return moves is null || nanoseconds is null ? "-" : (moves.Bytes / nanoseconds.Value).ToString("F1", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => benchmarkCase.Descriptor.WorkloadMethod.GetCustomAttribute<MovesAttribute>() is null;

    public bool IsAvailable(Summary summary) => true;
}
