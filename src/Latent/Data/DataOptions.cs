using Latent.Images;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>How data is found and read.</summary>
public sealed record DataOptions
{
    /// <summary>Nothing asked for in particular.</summary>
    public static DataOptions Default { get; } = new();

    /// <summary>Which part is wanted of data that comes divided; null takes the training rows where there is a division, else all rows.</summary>
    public DataSplit? Split { get; init; }

    /// <summary>What rows are taken for; null decides by their shape.</summary>
    public DataKind? As { get; init; }

    /// <summary>What a row is to the model that the data are for: a known set that comes in several forms takes that one. Null leaves it to the set.</summary>
    public DataKind? Form { get; init; }

    /// <summary>Whether a known set that comes as a table, too, is taken as plain rows of numbers and not as columns of several kinds.</summary>
    public bool Plain { get; init; }

    /// <summary>The columns of a text table that is taken as plain rows of numbers, as an array holds them, by name and in this order; empty takes all. Null takes tables as columns of several kinds.</summary>
    public IReadOnlyList<string>? PlainColumns { get; init; }

    /// <summary>Which array of an archive holds the rows; null finds it by its usual names.</summary>
    public string? ArrayName { get; init; }

    /// <summary>Which array of an archive holds the classes of the rows; null finds it by its usual names.</summary>
    public string? LabelName { get; init; }

    /// <summary>The number that is to be told from every row: a factor that the rows were drawn from, or an array of an archive with one number a row, not a number where it is missing. Data that lack it have none.</summary>
    public string? TargetName { get; init; }

    /// <summary>What is said of the columns of a table, beside the label and the target.</summary>
    public Tables.TableOptions Table { get; init; } = new();

    /// <summary>How a text table is written, where that is not to be told from its first rows.</summary>
    public Tables.CsvOptions Csv { get; init; } = new();

    /// <summary>The columns of the model that a table is for; null tells them by the table's rows.</summary>
    public Tables.TableSchema? TableSchema { get; init; }

    /// <summary>Folders to look for named data sets in, before the system's and the cache.</summary>
    public IReadOnlyList<string> Directories { get; init; } = [];

    /// <summary>Where downloaded data sets are kept; null is the user's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Which rows are taken, before windows are made of them; null takes all.</summary>
    public Range? Rows { get; init; }

    /// <summary>How many consecutive rows make one sequence, every row beginning one; null leaves rows alone.</summary>
    public int? Window { get; init; }

    /// <summary>The depth, height and width that volumes are cut or padded to; null takes the size that most of them have.</summary>
    public Shape? VolumeSize { get; init; }

    /// <summary>Whether rows with NaN or infinite values are let through, for a model that fills in what is missing.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>From how many bytes on, counted as 32-bit floats, a .npy file is read from disk as it is needed instead of loaded.</summary>
    public long StreamAbove { get; init; } = 256L << 20;

    /// <summary>The size that images of a folder are brought to; null takes the one they share, or, when they differ, the one that most have, at most 64 pixels wide and high.</summary>
    public ImageSize? ImageSize { get; init; }

    /// <summary>Whether images of a folder become grey or colour.</summary>
    public ImageChannels Channels { get; init; }

    /// <summary>How many bytes of decoded images are kept in memory; a set that takes more is kept in a temporary file.</summary>
    public long CacheMemory { get; init; } = 1024L << 20;

    /// <summary>Told, while images are decoded, which share of them is; what it throws ends the work. Null for nobody.</summary>
    public Action<double>? Progress { get; init; }

    /// <summary>Ends the reading of a table.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>These options for data that are to fit a schema: rows of its form, images of its size, and the number that it tells; what is asked for already stays.</summary>
    public DataOptions For(DataSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        bool plain = schema.Kind is DataKind.Table && schema.Table is null;
        return (this with { Form = schema.Kind, Plain = Plain || plain, TargetName = TargetName ?? schema.Target, TableSchema = TableSchema ?? schema.Table }).Sized(schema);
    }

    private DataOptions Sized(DataSchema schema) => schema switch
    {
        { Kind: DataKind.Image, RowShape: { Rank: 2 } grey } => Filled(grey, ImageChannels.Grey),
        { Kind: DataKind.Image, RowShape: { Rank: 3 } colour } when colour[2] == 3 => Filled(colour, ImageChannels.Colour),
        { Kind: DataKind.Sequence, RowShape: { Rank: 3 } grey } => Filled(grey.WithoutFirst(), ImageChannels.Grey),
        { Kind: DataKind.Sequence, RowShape: { Rank: 4 } colour } when colour[3] == 3 => Filled(colour.WithoutFirst(), ImageChannels.Colour),
        _ => this,
    };

    private DataOptions Filled(Shape row, ImageChannels channels) => this with
    {
        ImageSize = ImageSize ?? new ImageSize(row[1], row[0]),
        Channels = Channels == ImageChannels.Auto ? channels : Channels,
    };
}
