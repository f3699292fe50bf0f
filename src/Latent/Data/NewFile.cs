using Latent.Files;

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
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            throw FileFault.Writing(path, exception);
        }
    }

    /// <summary>Where the content goes.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes, and says in one sentence what the operating system refused.</summary>
    /// <exception cref="InputException">The disk is full or failed.</exception>
    public void Guard(Action<FileStream> write)
    {
        try
        {
            write(Stream);
        }
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            throw FileFault.Writing(_path, exception);
        }
    }

    /// <summary>Puts the content on the disk and the file in its place.</summary>
    /// <exception cref="InputException">The disk is full or failed.</exception>
    public void Keep() => Guard(stream =>
    {
        stream.Flush(flushToDisk: true);
        stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _kept = true;
    });

    /// <summary>Removes the temporary file unless it was kept.</summary>
    public void Dispose()
    {
        if (_kept)
        {
            return;
        }
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // What is still buffered has nowhere to go, and is not wanted any more.
        }
        File.Delete(_temporary);
    }
}
