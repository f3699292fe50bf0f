using Latent.Files;
using Microsoft.Win32.SafeHandles;

namespace Latent.Data;

/// <summary>A file without a name, for this process alone: it takes room on the disk until it is closed or the process ends, however it ends.</summary>
internal sealed class TemporaryFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    /// <summary>An empty file in the system's folder for such files.</summary>
    /// <exception cref="InputException">It cannot be made.</exception>
    public TemporaryFile()
    {
        _path = Path.Join(Path.GetTempPath(), $"latent-{Path.GetRandomFileName()}.cache");
        try
        {
            _handle = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
            if (!OperatingSystem.IsWindows())
            {
                // Here an open file outlives its name, and a killed process leaves nothing behind.
                File.Delete(_path);
            }
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(_path, e);
        }
    }

    /// <summary>Writes at a place.</summary>
    /// <exception cref="InputException">The disk is full.</exception>
    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, offset);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(_path, e);
        }
    }

    /// <summary>Reads what was written.</summary>
    /// <exception cref="InputException">The disk failed.</exception>
    public void Read(Span<byte> bytes, long offset)
    {
        try
        {
            for (int read = 0; read < bytes.Length;)
            {
                int got = RandomAccess.Read(_handle, bytes[read..], offset + read);
                read += got > 0 ? got : throw new EndOfStreamException();
            }
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(_path, e);
        }
    }

    /// <summary>Gives the room on the disk back.</summary>
    public void Dispose() => _handle.Dispose();
}
