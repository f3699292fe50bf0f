using System.IO.Compression;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Writes several arrays into one .npz archive. The file appears when <see cref="Complete"/> is called.</summary>
public sealed class NpzWriter : IDisposable
{
    private readonly string _path;
    private readonly NewFile _file;
    private readonly ZipArchive _archive;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Begins an archive.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public NpzWriter(string path)
    {
        _path = path;
        _file = new NewFile(path);
        _archive = new ZipArchive(_file.Stream, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Adds an array of floats.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape, or there is an array of this name.</exception>
    public void Add(string name, ReadOnlySpan<float> values, Shape shape) => Add(name, "<f4", values, shape);

    /// <summary>Adds an array of integers.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape, or there is an array of this name.</exception>
    public void Add(string name, ReadOnlySpan<int> values, Shape shape) => Add(name, "<i4", values, shape);

    /// <summary>Adds an array of bytes.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape, or there is an array of this name.</exception>
    public void Add(string name, ReadOnlySpan<byte> values, Shape shape) => Add(name, "|u1", values, shape);

    /// <summary>Puts the content on the disk and the file in its place.</summary>
    public void Complete()
    {
        _file.Guard(_ => _archive.Dispose());
        _file.Keep();
    }

    /// <summary>Gives up what was not completed.</summary>
    public void Dispose()
    {
        try
        {
            _archive.Dispose();
        }
        catch (IOException)
        {
            // The archive's end does not fit on the disk either; the file goes.
        }
        _file.Dispose();
    }

    private void Add<T>(string name, string type, ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!_names.Add(name))
        {
            throw new ArgumentException($"There is an array '{name}' already.", nameof(name));
        }
        try
        {
            ZipArchiveEntry entry = _archive.CreateEntry(name + ".npy", CompressionLevel.Fastest);
            // The same arrays give the same bytes.
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
            using Stream stream = entry.Open();
            NpyFile.Write(stream, type, values, shape);
        }
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            throw FileFault.Writing(_path, exception);
        }
    }
}
