namespace Latent.Tests;

/// <summary>Where the sources lie that these tests were built from.</summary>
internal static class Repository
{
    private static readonly Lazy<string> s_root = new(FindRoot);

    public static string FullPath(string relative) => Path.Join(s_root.Value, relative);

    public static string Read(string relative) => File.ReadAllText(FullPath(relative));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "Latent.slnx")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException($"Latent.slnx is in no folder above {AppContext.BaseDirectory}.");
    }
}
