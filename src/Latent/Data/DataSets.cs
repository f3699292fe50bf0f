using Latent.Images;
using Latent.Tables;
using Latent.Volumes;

namespace Latent.Data;

/// <summary>Opens whatever DATA names: a known data set, or a file, whose format is told by its content.</summary>
public static class DataSets
{
    private const string Readable = "what can be read are .npy and .npz arrays, IDX and NIfTI-1 files (plain or .gz), CIFAR-10 batches, tables (.csv, .tsv, .jsonl), images (PNG, JPEG, PGM, PPM) and folders of images or NIfTI-1 files";

    private static readonly string[] TableExtensions = [".csv", ".tsv", ".tab", ".psv", ".jsonl", ".ndjson", ".json"];

    // Where rows and labels are usually kept in archives, those of the training part first.
    private static readonly string[] TrainNames = ["x_train", "X_train", "train_images"];
    private static readonly string[] TestNames = ["x_test", "X_test", "test_images"];
    private static readonly string[] WholeNames = ["x", "X", "data", "images", "counts"];

    /// <summary>Opens a data set.</summary>
    /// <param name="data">A known name (see <see cref="NamedDataSets"/>) or the path of a file or folder. A name wins over a file of the same name; write <c>./mnist</c> for the file.</param>
    /// <param name="options">How it is found and read.</param>
    /// <exception cref="InputException">There is no such data, it cannot be read, or it has no rows.</exception>
    public static DataSet Open(string data, DataOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        options ??= DataOptions.Default;
        return OpenRows(data, options).Aimed(options.TargetName);
    }

    private static DataSet OpenRows(string data, DataOptions options)
    {
        DataOptions whole = RowSelection.OfFrames(options);
        if (NamedDataSets.TryFind(data, out NamedDataSet? set))
        {
            return RowSelection.Apply(NamedDataSets.Open(set, whole), options);
        }
        if (Directory.Exists(data))
        {
            return OpenFolder(data, options, whole);
        }
        if (!File.Exists(data))
        {
            throw new InputException($"There is no data set or file '{data}'{NearestName.Hint(data, NamedDataSets.All.Select(known => known.Name))} Give the path of a file or folder that is there, or a name of 'latent data list'.");
        }
        return RowSelection.Apply(OpenFile(data, whole), options);
    }

    /// <summary>Whether a file's name says that it is a table of text.</summary>
    private static bool IsTable(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return TableExtensions.Contains(Path.GetExtension(name).ToLowerInvariant());
    }

    /// <summary>The rows of a table, as <see cref="TableData"/> makes them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="options">How it is taken.</param>
    /// <param name="name">What to call the rows; null for the table's name.</param>
    /// <exception cref="InputException">It cannot be read, is asked to be something else, or does not fit.</exception>
    public static DataSet OpenTable(TableSource table, DataOptions options, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(options);
        return RowSelection.Apply(ReadTable(table, RowSelection.OfFrames(options), name), options);
    }

    private static DataSet ReadTable(TableSource table, DataOptions options, string? name)
    {
        if (options.As is not (null or DataKind.Table))
        {
            throw new InputException($"{table.Name} is a table; leave --as out.");
        }
        return options.Split is DataSplit.Test ? throw new InputException($"{table.Name} has no test part: it is one table.") : ReadRows(table, options, name);
    }

    /// <summary>The rows of a table: columns of several kinds, or plain numbers where those are asked for.</summary>
    internal static DataSet ReadRows(TableSource table, DataOptions options, string? name)
    {
        TableOptions columns = options.Table with { Label = options.LabelName, Target = options.TargetName, Cancellation = options.Cancellation };
        return options.PlainColumns is { } plain ? PlainTable.Read(table, columns, plain, options.AllowMissing, name) : TableData.Read(table, columns, options.TableSchema, options.CacheMemory, name);
    }

    private static DataSet OpenFolder(string folder, DataOptions options, DataOptions whole)
    {
        if (CifarBatches.Recognises(folder))
        {
            return RowSelection.Apply(CifarBatches.Open(folder, whole), options);
        }
        string[] volumes = VolumeFiles.In(folder);
        if (volumes.Length > 0)
        {
            return options.Split is DataSplit.Test
                ? throw new InputException($"{folder} has no test part: it is one folder of volumes.")
                : RowSelection.Apply(VolumeFiles.Open(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), volumes, whole), options);
        }
        bool wantsFilms = options.As is DataKind.Sequence || (options.Window is not null && options.As is null);
        return wantsFilms && FilmFolder.Recognises(folder, ImageFile.IsImageName)
            ? FilmFolder.Open(folder, options, ImageFile.IsImageName, paths => ImageFolder.ReadFrames(folder, paths, whole))
            : RowSelection.Apply(ImageFolder.Open(folder, whole), options);
    }

    /// <summary>Whether data come with a test part of their own: known sets, CIFAR-10 batches with a test batch, image folders with a <c>train</c> and a <c>test</c> folder.</summary>
    public static bool IsDivided(string data)
    {
        ArgumentException.ThrowIfNullOrEmpty(data);
        return NamedDataSets.TryFind(data, out _)
            || (Directory.Exists(data) && (CifarBatches.Recognises(data) ? CifarBatches.IsDivided(data) : ImageFiles.IsDivided(data)));
    }

    private static DataSet OpenFile(string path, DataOptions options)
    {
        if (IsTable(path))
        {
            return ReadTable(TableSources.Open(path, options.Csv), options, NameOf(path));
        }
        byte[] start = Start(path, out bool compressed);
        if (start.AsSpan().StartsWith("PK\u0003\u0004"u8) || start.AsSpan().StartsWith("PK\u0005\u0006"u8))
        {
            return OpenArchive(path, options);
        }
        if (options.Split == DataSplit.Test)
        {
            throw new InputException($"{path} has no test part: it is one array of rows.");
        }
        if (options.ArrayName is { } name)
        {
            throw new InputException($"{path} is a single array; '{name}' can only be chosen from a .npz archive.");
        }
        if (!compressed && start.AsSpan().StartsWith(NpyHeader.Magic))
        {
            return Create(path, NpyFile.OpenRows(path, options), null);
        }
        if (!compressed && ImageFile.FormatOf(start) is not null)
        {
            return ImageFolder.OpenFile(path, options);
        }
        if (CifarBatches.RecognisesFile(path))
        {
            return CifarBatches.Open(path, options);
        }
        if (IdxFile.Recognises(start))
        {
            return Create(path, IdxFile.Open(path, array => array.ReadRows(options)), null);
        }
        if (NiftiHeader.Recognises(start))
        {
            return VolumeFiles.Open(NameOf(path), [path], options);
        }
        throw new InputException(start.Length == 0 ? $"{path} is empty." : $"{path} is of no known format: {Readable}.");
    }

    private static byte[] Start(string path, out bool compressed)
    {
        using FileStream file = InputFile.Open(path);
        using Stream content = IdxFile.Decompressed(file);
        compressed = !ReferenceEquals(content, file);
        byte[] start = new byte[8];
        try
        {
            return start[..content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new InputException($"{path} is damaged or cut short: its compressed data cannot be unpacked.", exception);
        }
    }

    private static DataSet OpenArchive(string path, DataOptions options)
    {
        using NpzFile archive = NpzFile.Open(path);
        string rows = options.ArrayName ?? ChooseRows(archive, path, options.Split);
        (float[] Values, string Name)? target = options.TargetName is { } number && archive.Names.Contains(PartOf(number, rows, archive))
            ? (archive.ReadNumbers(PartOf(number, rows, archive)), number)
            : null;
        if (options.LabelName is { } given)
        {
            return Create(path, archive.ReadKindAndRows(rows, options), archive.ReadLabels(PartOf(given, rows, archive)), target);
        }
        string? labels = LabelsFor(rows).FirstOrDefault(archive.Names.Contains);
        // An array of that name may be something else, such as the segments of every image.
        bool usable = labels is not null && labels != rows && archive.Layout(labels).HoldsLabels;
        return Create(path, archive.ReadKindAndRows(rows, options), usable && labels != options.TargetName ? archive.ReadLabels(labels!) : null, target);
    }

    /// <summary>The labels asked for, or, of rows of the test part, those of that part: y_train asked for and y_test taken.</summary>
    private static string PartOf(string labels, string rows, NpzFile archive)
    {
        string test = labels.Replace("train", "test", StringComparison.Ordinal);
        return TestNames.Contains(rows) && archive.Names.Contains(test) ? test : labels;
    }

    private static string ChooseRows(NpzFile archive, string path, DataSplit? split)
    {
        string? part = (split == DataSplit.Test ? TestNames : TrainNames).FirstOrDefault(archive.Names.Contains);
        if (part is not null)
        {
            return split != DataSplit.All ? part : throw new InputException($"{path} keeps its training and test rows in arrays of their own: choose the train or the test split.");
        }
        if (split == DataSplit.Test)
        {
            throw new InputException($"{path} has no test part: none of its arrays ({InputFile.Shown(archive.Names)}) is called {string.Join(", ", TestNames)}.");
        }
        if (WholeNames.FirstOrDefault(archive.Names.Contains) is { } whole)
        {
            return whole;
        }
        string[] candidates = [.. archive.Names.Where(name => archive.Layout(name).Extents.Length >= 2)];
        return candidates.Length == 1 ? candidates[0] : throw new InputException(archive.Names.Count == 0
            ? $"{path} holds no .npy arrays; {Readable}."
            : $"{path} holds the arrays {InputFile.Shown(archive.Names)}: name the one with the rows (--array NAME).");
    }

    private static string[] LabelsFor(string rows) => rows switch
    {
        "x_train" or "X_train" => ["y_train"],
        "x_test" or "X_test" => ["y_test"],
        _ when rows.EndsWith("_images", StringComparison.Ordinal) => [rows[..^"images".Length] + "labels"],
        _ => ["y", "labels"],
    };

    private static DataSet Create(string path, (DataKind Kind, RowSource Rows) content, int[]? labels, (float[] Values, string Name)? target = null)
    {
        (DataKind kind, RowSource rows) = content;
        if (labels is not null && labels.Length != rows.Count)
        {
            throw new InputException($"{path} has {rows.Count} rows and {labels.Length} labels.");
        }
        if (target is { } numbers && numbers.Values.Length != rows.Count)
        {
            throw new InputException($"{path} has {rows.Count} rows and {numbers.Values.Length} numbers in '{numbers.Name}'.");
        }
        (float Minimum, float Maximum)? range = rows switch
        {
            ByteRows or NpyRows { HoldsBytes: true } when kind != DataKind.Table => (0, 1),
            FloatRows floats => Finite.Range(floats.Values),
            _ => null,
        };
        return new DataSet(NameOf(path), kind, rows) { Labels = labels, TargetName = target?.Name, Targets = target?.Values, Minimum = range?.Minimum, Maximum = range?.Maximum };
    }

    private static string NameOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        return name.EndsWith(".nii", StringComparison.OrdinalIgnoreCase) || (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) && IsTable(name)) ? Path.GetFileNameWithoutExtension(name) : name;
    }
}
