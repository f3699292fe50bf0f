using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Latent.Tensors;
using Latent.Volumes;

namespace Latent.Data;

/// <summary>The data sets that are known by name, and where they are found on this machine.</summary>
public static class NamedDataSets
{
    private const ulong DrawnSeed = 20;

    /// <summary>Handwritten digits.</summary>
    public static NamedDataSet Mnist { get; } = new(
        "mnist", "handwritten digits, grey 28 x 28", new Shape(28, 28), 60_000, 10_000, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    {
        Source = new Uri("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        Files =
        [
            new("train-images-idx3-ubyte", 47_040_016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new("train-labels-idx1-ubyte", 60_008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new("t10k-images-idx3-ubyte", 7_840_016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new("t10k-labels-idx1-ubyte", 10_008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ],
    };

    /// <summary>Pictures of clothes, of the size and number of MNIST.</summary>
    public static NamedDataSet FashionMnist { get; } = new(
        "fashion-mnist", "pictures of clothes, grey 28 x 28", new Shape(28, 28), 60_000, 10_000,
        ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"])
    {
        Source = new Uri("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        SystemDirectory = "/usr/share/datasets/fashion-mnist",
        SystemPackage = "dataset-fashion-mnist",
        Files =
        [
            new("train-images-idx3-ubyte", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            new("train-labels-idx1-ubyte", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            new("t10k-images-idx3-ubyte", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
    };

    /// <summary>Drawn shapes whose factors are known; made on the spot.</summary>
    public static NamedDataSet DrawnShapes { get; } = new(
        "shapes", "drawn squares, ellipses, triangles and hearts with known factors, grey 32 x 32", new Shape(Shapes.Side, Shapes.Side), 12_000, 2_000, Shapes.Kinds)
    {
        Draw = Shapes.Generate,
        Table = split => ShapeForms.Table(Drawn(DrawnShapes!, split)),
        Told = ("kind", "scale"),
        Forms = new Dictionary<DataKind, Func<DataOptions, DataSet>>
        {
            [DataKind.Sequence] = options => Open(DrawnFilms!, options),
            [DataKind.Table] = options => options.Plain
                ? ShapeForms.Counts(Drawn(DrawnShapes!, Part(options)))
                : DataSets.ReadRows(ShapeForms.Table(Drawn(DrawnShapes!, Part(options))), options, null),
        },
    };

    /// <summary>The factor grid of dSprites, drawn as it is read.</summary>
    public static NamedDataSet DrawnSprites { get; } = new(
        "sprites", "every square, ellipse and heart of a grid of known factors, binary 64 x 64", new Shape(Sprites.Side, Sprites.Side), Sprites.Count - Sprites.TestCount, Sprites.TestCount, Sprites.KindNames)
    {
        Draw = Sprites.Generate,
        Part = Sprites.Open,
    };

    /// <summary>Drawn films of shapes whose state is known; made on the spot.</summary>
    public static NamedDataSet DrawnFilms { get; } = new(
        "moving-shapes", "films of one or two shapes that move, turn and bounce, with known state, 10 frames of grey 32 x 32",
        new Shape(MovingShapes.Frames, MovingShapes.Side, MovingShapes.Side), 5_000, 1_000, MovingShapes.LabelNames)
    {
        Kind = DataKind.Sequence,
        Draw = MovingShapes.Generate,
    };

    /// <summary>Drawn volumes whose factors are known; made on the spot.</summary>
    public static NamedDataSet DrawnBodies { get; } = new(
        "volumes", "drawn ellipsoids and tubes with known factors, volumes of 24 x 24 x 24",
        new Shape(DrawnVolumes.UsualSide, DrawnVolumes.UsualSide, DrawnVolumes.UsualSide), 3_000, 500, DrawnVolumes.Kinds)
    {
        Kind = DataKind.Volume,
        Draw = (count, rng) => DrawnVolumes.Generate(count, rng),
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<NamedDataSet> All { get; } = [Mnist, FashionMnist, DrawnShapes, DrawnSprites, DrawnFilms, DrawnBodies];

    /// <summary>Finds a data set by its name, case aside.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out NamedDataSet? set)
    {
        set = All.FirstOrDefault(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        return set is not null;
    }

    /// <summary>Finds a data set by its name, case aside.</summary>
    /// <exception cref="InputException">There is none of that name; the message suggests the nearest.</exception>
    public static NamedDataSet Find(string name) => TryFind(name, out NamedDataSet? set)
        ? set
        : throw new InputException($"No data set is called '{name}'{NearestName.Hint(name, All.Select(known => known.Name))}");

    /// <summary>Opens a data set: the training rows unless another part is asked for.</summary>
    /// <exception cref="InputException">It is not on this machine (the message says where it was looked for and how to get it), or a file of it is damaged.</exception>
    public static DataSet Open(NamedDataSet set, DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        if ((options.As ?? options.Form) is { } form && form != set.Kind && set.Forms.TryGetValue(form, out Func<DataOptions, DataSet>? open))
        {
            return open(options);
        }
        if (options.As is { } kind && kind != set.Kind)
        {
            throw new InputException($"{set.Name} is a set of {set.Kind.ToString().ToLowerInvariant()}s; it cannot be opened as {kind.ToString().ToLowerInvariant()} data.");
        }
        DataSplit split = Part(options);
        if (set.Part is { } part)
        {
            return part(split);
        }
        if (set.Draw is not null)
        {
            return Drawn(set, split);
        }
        string[] files = Locate(set, options, split);
        (ByteRows rows, int[] labels) = OpenPart(files[0], files[1], set);
        if (split == DataSplit.All)
        {
            (ByteRows testRows, int[] testLabels) = OpenPart(files[2], files[3], set);
            rows = ByteRows.Join(rows, testRows);
            labels = [.. labels, .. testLabels];
        }
        return new DataSet(set.Name, DataKind.Image, rows) { Labels = labels, LabelNames = set.LabelNames, Minimum = 0, Maximum = 1 };
    }

    /// <summary>Opens the data set of this name.</summary>
    /// <exception cref="InputException">There is none of that name, or it is not on this machine.</exception>
    public static DataSet Open(string name, DataSplit split, params IReadOnlyList<string> directories) =>
        Open(Find(name), new DataOptions { Split = split, Directories = directories });

    /// <summary>The folder in which all files of a data set are; null if they are not on this machine, or the set is made on the spot.</summary>
    public static string? Locate(NamedDataSet set, DataOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        return set.Files.Count == 0 ? null : Folders(set, options).FirstOrDefault(folder => FilesIn(folder, set, set.Files) is not null);
    }

    /// <summary>The user's folder for downloaded data: <c>$XDG_CACHE_HOME/latent</c>, or <c>~/.cache/latent</c>.</summary>
    public static string DefaultCacheDirectory()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(
            string.IsNullOrEmpty(cache) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : cache,
            "latent");
    }

    private static DataSplit Part(DataOptions options) => options.Split ?? DataSplit.Train;

    private static DataSet Drawn(NamedDataSet set, DataSplit split)
    {
        Func<int, Rng, DataSet> draw = set.Draw!;
        var rng = new Rng(DrawnSeed);
        if (split == DataSplit.Test)
        {
            return draw(set.TestCount, rng.Split("test"));
        }
        DataSet train = draw(set.TrainCount, rng.Split("train"));
        if (split == DataSplit.Train)
        {
            return train;
        }
        DataSet test = draw(set.TestCount, rng.Split("test"));
        return new DataSet(set.Name, set.Kind, ByteRows.Join((ByteRows)train.Rows, (ByteRows)test.Rows))
        {
            Labels = [.. train.Labels!, .. test.Labels!],
            LabelNames = train.LabelNames,
            FactorNames = train.FactorNames,
            Factors = [.. train.Factors!, .. test.Factors!],
            Minimum = 0,
            Maximum = 1,
        };
    }

    private static (ByteRows Rows, int[] Labels) OpenPart(string images, string labels, NamedDataSet set)
    {
        RowSource rows = IdxFile.ReadRows(images);
        if (rows is not ByteRows bytes || rows.RowShape != set.RowShape)
        {
            throw new InputException($"{images} holds rows of shape {rows.RowShape}, not the byte images of shape {set.RowShape} that {set.Name} has.");
        }
        int[] classes = IdxFile.ReadLabels(labels);
        return classes.Length == rows.Count
            ? (bytes, classes)
            : throw new InputException($"{labels} has {classes.Length} labels for the {rows.Count} images of {images}.");
    }

    /// <summary>The files of a part, all from one folder: images, labels, and those of the test part behind them when all rows are wanted.</summary>
    private static string[] Locate(NamedDataSet set, DataOptions options, DataSplit split)
    {
        RemoteFile[] wanted = split switch
        {
            DataSplit.Train => [.. set.Files.Take(2)],
            DataSplit.Test => [.. set.Files.Skip(2)],
            _ => [.. set.Files],
        };
        List<string> folders = Folders(set, options);
        foreach (string folder in folders)
        {
            if (FilesIn(folder, set, wanted) is { } found)
            {
                return found;
            }
        }
        string package = set.SystemPackage is { } name ? $", or install the package {name}" : "";
        throw new InputException($"The data set {set.Name} is not on this machine (looked in {string.Join(", ", folders)}): get it with 'latent data get {set.Name}'{package}.");
    }

    /// <summary>Where a data set is looked for, in this order.</summary>
    private static List<string> Folders(NamedDataSet set, DataOptions options)
    {
        var folders = options.Directories.Select(folder => Path.Combine(folder, set.Name)).Concat(options.Directories).ToList();
        if (set.SystemDirectory is { } system)
        {
            folders.Add(system);
        }
        folders.Add(Path.Combine(options.CacheDirectory ?? DefaultCacheDirectory(), set.Name));
        return folders;
    }

    /// <summary>The files in this folder, if all are there and they are not those of another set.</summary>
    private static string[]? FilesIn(string folder, NamedDataSet set, IReadOnlyList<RemoteFile> wanted)
    {
        string?[] found = [.. wanted.Select(file => Find(folder, file.Name))];
        return Array.TrueForAll(found, path => path is not null) && !IsOther(set, wanted[1], found[1]!) ? Array.ConvertAll(found, path => path!) : null;
    }

    /// <summary>Whether the labels are those of another known set: all of them call their files the same.</summary>
    private static bool IsOther(NamedDataSet set, RemoteFile file, string path)
    {
        using FileStream stream = InputFile.Open(path);
        using Stream content = IdxFile.Decompressed(stream);
        byte[] bytes = new byte[file.ContentBytes];
        try
        {
            int length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            string checksum = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)));
            return All.Any(other => other != set && other.Files.Any(known => known.ContentSha256 == checksum));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            // Damaged: whoever reads it next says so.
            return false;
        }
    }

    private static string? Find(string folder, string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return new[] { name, name + ".gz", dotted, dotted + ".gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }
}
