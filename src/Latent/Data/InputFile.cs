namespace Latent.Data;

/// <summary>Opens files that somebody named, with one clear sentence when that fails.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="InputException">It is missing, a folder, or may not be read.</exception>
    public static FileStream Open(string path) => Guard(path, () =>
        new FileStream(path, new FileStreamOptions { BufferSize = 1 << 16, Options = FileOptions.SequentialScan }));

    /// <summary>Runs <paramref name="open"/> and translates what the operating system says.</summary>
    public static T Guard<T>(string path, Func<T> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new InputException($"{path} is a folder, not a file.");
        }
        try
        {
            return open();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException($"{path} does not exist.", exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new InputException($"{path} may not be read: check its permissions.", exception);
        }
        catch (IOException exception)
        {
            throw new InputException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>A word out of a file as it can stand in a message: short, and without anything that moves a terminal's cursor.</summary>
    public static string Shown(string word) =>
        string.Concat((word.Length > 40 ? word[..40] + "..." : word).Select(c => char.IsControl(c) ? '?' : c));

    /// <summary>Words out of a file, the first ten of them.</summary>
    public static string Shown(IReadOnlyCollection<string> words) =>
        string.Join(", ", words.Take(10).Select(Shown)) + (words.Count > 10 ? $" and {words.Count - 10} more" : "");

    /// <summary>The first bytes of a file, fewer when it is shorter; the stream goes back to its beginning.</summary>
    public static byte[] Start(FileStream stream, int length)
    {
        byte[] start = new byte[length];
        int read = stream.ReadAtLeast(start, length, throwOnEndOfStream: false);
        stream.Position = 0;
        return start[..read];
    }
}
