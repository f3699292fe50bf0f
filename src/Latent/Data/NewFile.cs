namespace Latent.Data;

/// <summary>A file being written: a temporary one beside it, which takes its place only when it is complete and on the disk.</summary>
internal sealed class NewFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private bool _kept;

    /// <summary>Begins a file that will replace whatever is at <paramref name="path"/>.</summary>
    /// <exception cref="InputException">The folder does not exist or may not be written to.</exception>
    public NewFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _temporary = $"{_path}.{Path.GetRandomFileName()}.tmp";
        try
        {
            Stream = new FileStream(_temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 16 });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Where the content goes.</summary>
    public FileStream Stream { get; }

    /// <summary>Puts the content on the disk and the file in its place.</summary>
    public void Keep()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _kept = true;
    }

    /// <summary>Removes the temporary file unless it was kept.</summary>
    public void Dispose()
    {
        if (!_kept)
        {
            Stream.Dispose();
            File.Delete(_temporary);
        }
    }
}
