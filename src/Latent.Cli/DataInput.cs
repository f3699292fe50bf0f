using System.CommandLine;
using System.Globalization;
using Latent.Cli.Progress;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Cli;

/// <summary>Opens DATA as the options of a command say.</summary>
internal static class DataInput
{
    /// <summary>What --label calls the classes that data come with.</summary>
    public const string OwnClasses = "class";

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
        Rows = parsed.GetValue(SharedOptions.Rows) is { } rows ? RowSelection.Parse(rows) : null,
        Window = parsed.GetValue(SharedOptions.Window),
        VolumeSize = parsed.GetValue(SharedOptions.VolumeSize) is { } size ? VolumeSize(size) : null,
        Csv = TableInput.Csv(parsed),
        Table = TableInput.Columns(parsed),
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
                Cancellation = context.Cancellation,
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

    /// <summary>Depth, height and width: 32x48x32.</summary>
    public static Shape VolumeSize(string text)
    {
        int[] extents = [.. text.Split('x').Select(side => int.TryParse(side, NumberStyles.None, CultureInfo.InvariantCulture, out int extent) && extent is > 0 and <= short.MaxValue ? extent : 0)];
        return extents.Length == 3 && !extents.Contains(0) && (long)extents[0] * extents[1] * extents[2] <= Array.MaxLength
            ? new Shape(extents)
            : throw new InputException($"--volume-size is '{text}'; write depth, height and width such as 32x48x32.");
    }

    /// <summary>The array that --label names; none if it asks for the classes that the data come with.</summary>
    public static string? LabelArray(string? label) => label is null or OwnClasses ? null : label;

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

    /// <summary>The first rows, if there are more; of rows that lie class by class, as in a folder with sub-folders, as many evenly spread, since the first ones are all of one class.</summary>
    public static DataSet First(DataSet data, int? count)
    {
        if (count is not { } limit || limit >= data.Count)
        {
            return data;
        }
        long among = LieByClass(data) ? data.Count : limit;
        return data.Take([.. Enumerable.Range(0, limit).Select(i => (int)(i * among / limit))]);
    }

    private static bool LieByClass(DataSet data) =>
        data.Labels is { Length: > 0 } labels && labels[0] < labels[^1] && labels.Zip(labels.Skip(1)).All(two => two.First <= two.Second);

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
