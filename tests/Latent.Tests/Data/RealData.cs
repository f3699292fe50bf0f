namespace Latent.Tests.Data;

/// <summary>Finds the real data sets that some tests read: in LATENT_DATA, or in shared/data beside the repository.</summary>
internal static class RealData
{
    public static string Folder()
    {
        string? folder = Environment.GetEnvironmentVariable("LATENT_DATA");
        for (string? up = AppContext.BaseDirectory; string.IsNullOrEmpty(folder) && up is not null; up = Path.GetDirectoryName(up))
        {
            string beside = Path.Combine(up, "shared", "data");
            folder = Directory.Exists(beside) ? beside : null;
        }
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "No real data: set LATENT_DATA to a folder with mnist/ and others.");
        return folder!;
    }

    public static string File(string name)
    {
        string path = Path.Combine(Folder(), name);
        Assert.SkipUnless(System.IO.File.Exists(path), $"No real data: {path} does not exist.");
        return path;
    }
}
