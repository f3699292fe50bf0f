using Latent.Images;

namespace Latent.Data;

/// <summary>The image files of a folder, before any is opened: in a fixed order, with their classes.</summary>
/// <param name="Paths">The files.</param>
/// <param name="Labels">The class of every file; null when there are none.</param>
/// <param name="ClassNames">What the classes are called; null when there are none.</param>
/// <param name="Warnings">What was odd.</param>
internal sealed record ImageFiles(string[] Paths, int[]? Labels, string[]? ClassNames, IReadOnlyList<string> Warnings)
{
    private static readonly string[] TrainNames = ["train", "training"], TestNames = ["test", "testing"], WatchedNames = ["val", "valid", "validation"];

    /// <summary>Finds the files of a folder: its sub-folders are classes if any holds files.</summary>
    /// <exception cref="InputException">The folder may not be read.</exception>
    public static ImageFiles In(string folder, DataSplit? split)
    {
        if (Parts(folder) is not { } parts)
        {
            return OfClasses(folder);
        }
        (string? train, string? test) = parts;
        return split switch
        {
            DataSplit.Test => OfClasses(test ?? throw new InputException($"{folder} has no test part: none of its folders is called test.")),
            DataSplit.All when train is not null && test is not null => Join(OfClasses(train), OfClasses(test)),
            DataSplit.Train => OfClasses(train ?? throw new InputException($"{folder} has no training part: none of its folders is called train.")),
            _ => OfClasses(train ?? test!),
        };
    }

    /// <summary>Whether a folder comes divided into a training and a test part.</summary>
    public static bool IsDivided(string folder) => Parts(folder) is (not null, not null);

    /// <summary>The folders called train and test, if a folder holds nothing but such parts.</summary>
    private static (string? Train, string? Test)? Parts(string folder)
    {
        string[] folders = Folders(folder);
        string? train = Named(TrainNames), test = Named(TestNames);
        bool onlyParts = folders.All(path => TrainNames.Concat(TestNames).Concat(WatchedNames).Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase));
        return onlyParts && (train ?? test) is not null ? (train, test) : null;

        string? Named(string[] names) => Array.Find(folders, path => names.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase));
    }

    private static ImageFiles OfClasses(string folder)
    {
        string[] classes = Folders(folder), beside = Files(folder, deep: false);
        string[][] contents = Array.ConvertAll(classes, path => Files(path, deep: true));
        var warnings = new List<string>();
        if (!Array.Exists(contents, files => files.Length > 0))
        {
            warnings.AddRange(classes.Select(path => $"The folder {path} is empty, and was taken for no class."));
            return new ImageFiles(beside, null, null, warnings);
        }
        int pictures = beside.Count(ImageFile.IsImageName);
        if (pictures > 0)
        {
            warnings.Add($"{folder} has {pictures} {(pictures == 1 ? "picture" : "pictures")} beside its class folders, left out since they have no class.");
        }
        for (int i = 0; i < classes.Length; i++)
        {
            if (contents[i].Length == 0)
            {
                warnings.Add($"The class folder {classes[i]} is empty.");
            }
        }
        int[] labels = [.. contents.SelectMany((files, label) => Enumerable.Repeat(label, files.Length))];
        return new ImageFiles([.. contents.SelectMany(files => files)], labels, Array.ConvertAll(classes, path => Path.GetFileName(path)), warnings);
    }

    /// <summary>Both parts, training files first; classes are matched by their names.</summary>
    private static ImageFiles Join(ImageFiles train, ImageFiles test)
    {
        string[] warnings = [.. train.Warnings, .. test.Warnings], paths = [.. train.Paths, .. test.Paths];
        if (train.ClassNames is null || test.ClassNames is null)
        {
            return new ImageFiles(paths, null, null, warnings);
        }
        string[] names = [.. train.ClassNames.Union(test.ClassNames).Order(StringComparer.Ordinal)];
        int[] labels = [.. Matched(train), .. Matched(test)];
        return new ImageFiles(paths, labels, names, warnings);

        IEnumerable<int> Matched(ImageFiles part) => part.Labels!.Select(label => Array.IndexOf(names, part.ClassNames![label]));
    }

    private static string[] Folders(string folder) =>
        [.. Look(folder, () => Directory.GetDirectories(folder)).Where(path => Path.GetFileName(path) is not (['.', ..] or "__MACOSX")).Order(StringComparer.Ordinal)];

    private static string[] Files(string folder, bool deep) => Look(folder, () =>
    {
        var options = new EnumerationOptions { RecurseSubdirectories = deep, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden };
        return Directory.EnumerateFiles(folder, "*", options).Where(path => Path.GetFileName(path) is not ['.', ..]).Order(StringComparer.Ordinal).ToArray();
    });

    private static T Look<T>(string folder, Func<T> look)
    {
        try
        {
            return look();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InputException($"{folder} may not be read: check its permissions.", e);
        }
        catch (IOException e)
        {
            throw new InputException($"{folder} cannot be read: {e.Message}", e);
        }
    }
}
