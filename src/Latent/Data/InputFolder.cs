namespace Latent.Data;

/// <summary>Looks into folders that somebody named.</summary>
internal static class InputFolder
{
    /// <summary>The files in a folder, in natural order; hidden ones (.name) are passed over.</summary>
    /// <exception cref="InputException">The folder may not be read.</exception>
    public static string[] Files(string folder, Func<string, bool> wanted) => Listed(folder, Directory.GetFiles, wanted);

    /// <summary>The folders in a folder, in natural order; hidden ones (.name) are passed over.</summary>
    /// <exception cref="InputException">The folder may not be read.</exception>
    public static string[] Folders(string folder) => Listed(folder, Directory.GetDirectories, _ => true);

    private static string[] Listed(string folder, Func<string, string[]> list, Func<string, bool> wanted)
    {
        string[] paths;
        try
        {
            paths = list(folder);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new InputException($"{folder} may not be read: check its permissions.", exception);
        }
        catch (IOException exception)
        {
            throw new InputException($"{folder} cannot be read: {exception.Message}", exception);
        }
        paths = Array.FindAll(paths, path => Path.GetFileName(path) is ['.', ..] ? false : wanted(Path.GetFileName(path)));
        Array.Sort(paths, NaturalOrder.Compare);
        return paths;
    }
}
