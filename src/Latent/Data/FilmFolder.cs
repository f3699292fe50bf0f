namespace Latent.Data;

/// <summary>Makes rows of picture files, one a file in this order, all of one shape.</summary>
/// <param name="paths">At least one file.</param>
internal delegate RowSource FrameReader(IReadOnlyList<string> paths);

/// <summary>Opens a folder of folders of frames as sequences: every sub-folder is a film, its files are the frames in natural order.</summary>
internal static class FilmFolder
{
    /// <summary>Whether a folder holds films: folders with frames in them.</summary>
    public static bool Recognises(string folder, Func<string, bool> isFrame) => InputFolder.Folders(folder).Any(film => InputFolder.Files(film, isFrame).Length > 0);

    /// <summary>Opens the films of a folder.</summary>
    /// <param name="folder">The folder of films.</param>
    /// <param name="options">Its window is the length of a sequence; without one every film is one row.</param>
    /// <param name="isFrame">Tells by its name whether a file is a frame.</param>
    /// <param name="read">Reads the frames.</param>
    /// <exception cref="InputException">There are no films, none is as long as a window, or without a window they differ in length.</exception>
    public static DataSet Open(string folder, DataOptions options, Func<string, bool> isFrame, FrameReader read)
    {
        if (options.Split is DataSplit.Test)
        {
            throw new InputException($"{folder} has no test part: it is one folder of films.");
        }
        var films = InputFolder.Folders(folder).Select(film => (Name: film, Frames: InputFolder.Files(film, isFrame))).Where(film => film.Frames.Length > 0).ToList();
        if (films.Count == 0)
        {
            throw new InputException($"{folder} holds no films: a film is a folder of pictures in it.");
        }
        int length = options.Window ?? CommonLength(folder, films);
        var paths = new List<string>();
        var starts = new List<int>();
        foreach ((string _, string[] frames) in films)
        {
            int first = paths.Count, windows = options.Window is null ? 1 : frames.Length - length + 1;
            if (windows <= 0)
            {
                continue;
            }
            starts.AddRange(Enumerable.Range(first, windows));
            paths.AddRange(frames);
        }
        if (starts.Count == 0)
        {
            throw new InputException($"{folder} has no film of {length} frames or more; ask for a shorter window.");
        }
        RowSource pictures = read(paths);
        var rows = new WindowedRows(pictures, length, [.. starts]);
        var data = new DataSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), DataKind.Sequence, rows)
        {
            Minimum = 0,
            Maximum = 1,
            Overlap = options.Window is null ? 0 : length - 1,
        };
        return RowSelection.Apply(data, options with { Window = null });
    }

    private static int CommonLength(string folder, List<(string Name, string[] Frames)> films)
    {
        int length = films[0].Frames.Length;
        (string Name, string[] Frames) other = films.Find(film => film.Frames.Length != length);
        return other.Name is null
            ? length
            : throw new InputException($"The films of {folder} differ in length ({films[0].Name} has {length} frames, {other.Name} {other.Frames.Length}); say how many frames make a sequence (--window K).");
    }
}
