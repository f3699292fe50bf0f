using System.CommandLine;
using Latent.Cli.Progress;
using Latent.Data;

namespace Latent.Cli;

/// <summary>Opens DATA as the options of a command say.</summary>
internal static class DataInput
{
    private static readonly (string Name, DataKind Kind)[] s_kinds =
        [("table", DataKind.Table), ("image", DataKind.Image), ("sequence", DataKind.Sequence), ("volume", DataKind.Volume)];

    private static readonly (string Name, DataSplit Split)[] s_splits =
        [("train", DataSplit.Train), ("test", DataSplit.Test), ("all", DataSplit.All)];

    private static readonly (string Name, ImageChannels Channels)[] s_channels =
        [("auto", ImageChannels.Auto), ("grey", ImageChannels.Grey), ("colour", ImageChannels.Colour)];

    /// <summary>How data is to be found and read.</summary>
    public static DataOptions Options(ParseResult parsed) => new()
    {
        Split = parsed.GetValue(SharedOptions.Split) is { } split ? Choose("--split", split, s_splits) : null,
        As = parsed.GetValue(SharedOptions.As) is { } kind ? Kind(kind) : null,
        ArrayName = parsed.GetValue(SharedOptions.Array),
        Directories = Directories(parsed),
        ImageSize = parsed.GetValue(SharedOptions.ImageSize),
        Channels = parsed.GetValue(SharedOptions.Channels) is { } channels ? Choose("--channels", channels, s_channels) : ImageChannels.Auto,
        CacheMemory = parsed.GetValue(SharedOptions.CacheMemory) is { } megabytes ? (long)megabytes << 20 : DataOptions.Default.CacheMemory,
    };

    /// <summary>Opens data, shows how far that is if it takes long, and says what was odd about the files.</summary>
    public static DataSet Open(string data, DataOptions options, CommandContext context)
    {
        DataSet opened;
        using (WorkProgress progress = context.Progress("decoding"))
        {
            opened = DataSets.Open(data, options with
            {
                Progress = share =>
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    progress.Report(share);
                },
            });
        }
        context.Warn(opened);
        return opened;
    }

    /// <summary>Where named data sets are looked for first.</summary>
    public static IReadOnlyList<string> Directories(ParseResult parsed)
    {
        string? folder = parsed.GetValue(SharedOptions.DataDirectory) ?? Environment.GetEnvironmentVariable("LATENT_DATA");
        return string.IsNullOrEmpty(folder) ? [] : [folder];
    }

    /// <summary>What rows are to be taken for.</summary>
    public static DataKind Kind(string name) => Choose("--as", name, s_kinds);

    /// <summary>Which part of the data is meant.</summary>
    public static DataSplit Part(string name) => Choose("--split", name, s_splits);

    /// <summary>The first rows, if there are more.</summary>
    public static DataSet First(DataSet data, int? count) =>
        count is { } limit && limit < data.Count ? data.Take([.. Enumerable.Range(0, limit)]) : data;

    private static T Choose<T>(string option, string name, (string Name, T Value)[] choices)
    {
        foreach ((string candidate, T value) in choices)
        {
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }
        string known = string.Join(", ", choices.Select(c => c.Name));
        throw new InputException(NearestName.Of(name, choices.Select(c => c.Name)) is { } nearest
            ? $"{option} is '{name}'; did you mean '{nearest}'? It can be {known}."
            : $"{option} is '{name}'; it can be {known}.");
    }
}
