namespace Latent.Tests;

/// <summary>Tests that write files: each has a folder of its own.</summary>
public abstract class FolderTests : IDisposable
{
    protected TemporaryFolder Folder { get; } = new();

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
