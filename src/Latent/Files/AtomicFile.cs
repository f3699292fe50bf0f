using System.Text;

namespace Latent.Files;

/// <summary>
/// Writes whole files so that a reader, a crash or a full disk never sees half of one: the bytes go to a temporary
/// file in the same folder, are flushed to the disk, and take the name in one step. Until then the old file stays.
/// </summary>
public static class AtomicFile
{
    private const int BufferSize = 1 << 16;

    /// <summary>Writes <paramref name="path"/> with what <paramref name="write"/> puts into the stream, or leaves it as it was.</summary>
    /// <exception cref="InputException">The file cannot be written: the folder is missing, the disk is full or read-only, permission is denied.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(write);
        if (path.Length == 0 || path.Contains('\0'))
        {
            throw new InputException("A file name to write to is empty or holds a zero character; name a file.");
        }
        if (Directory.Exists(path))
        {
            throw new InputException($"{path} is a folder; name a file to write to.");
        }
        try
        {
            string full = Path.GetFullPath(path);
            if (IsDevice(full))
            {
                using var device = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                write(device);
                return;
            }
            Replace(Target(full), write);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Writing(path, e);
        }
    }

    /// <summary>Writes <paramref name="text"/> as UTF-8 without a byte order mark, or leaves the file as it was.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Writes <paramref name="bytes"/>, or leaves the file as it was.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void WriteBytes(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Write(path, stream => stream.Write(bytes));
    }

    private static void Replace(string full, Action<Stream> write)
    {
        string temporary = Path.Join(Path.GetDirectoryName(full), $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>A link stays a link: what it points to is replaced.</summary>
    private static string Target(string full) =>
        new FileInfo(full) is { Exists: true, LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full : full;

    // A rename would put a plain file in the place of /dev/null or of a pipe.
    internal static bool IsDevice(string full) =>
        !OperatingSystem.IsWindows() && Path.GetDirectoryName(full) is "/dev" or "/dev/fd" or "/proc/self/fd" && File.Exists(full);

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            // The first failure is the one to tell.
        }
    }
}
