namespace Latent.Tests.Files;

/// <summary>A folder that is gone after the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => FullName = Directory.CreateTempSubdirectory("latent-tests-").FullName;

    public string FullName { get; }

    public string this[string file] => Path.Join(FullName, file);

    public void Dispose() => Directory.Delete(FullName, recursive: true);
}
