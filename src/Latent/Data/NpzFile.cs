using System.IO.Compression;

namespace Latent.Data;

/// <summary>Reads a .npz archive: a zip file of .npy arrays.</summary>
public sealed class NpzFile : IDisposable
{
    /// <summary>Deflate cannot do better than 1032 : 1; an entry that claims more is lying about its length.</summary>
    private const long BestCompression = 1032;

    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);

    private NpzFile(string path, ZipArchive archive)
    {
        _path = path;
        _archive = archive;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string name = entry.FullName;
            if (name.EndsWith(".npy", StringComparison.Ordinal) && !_entries.TryAdd(name[..^4], entry))
            {
                throw new InputException($"{path} is damaged: it holds '{InputFile.Shown(name)}' twice.");
            }
        }
    }

    /// <summary>The names of the arrays, without ".npy", in the order of the file.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Opens an archive; no array is read yet.</summary>
    /// <exception cref="InputException">The file is missing or not a zip archive.</exception>
    public static NpzFile Open(string path)
    {
        FileStream file = InputFile.Open(path);
        try
        {
            return new NpzFile(path, new ZipArchive(file, ZipArchiveMode.Read));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or InputException)
        {
            file.Dispose();
            throw exception as InputException ?? new InputException($"{path} is not a .npz archive, or it is damaged or cut short.", exception);
        }
    }

    /// <summary>Reads an array as rows along its first dimension.</summary>
    /// <exception cref="InputException">There is no such array, it is damaged, not of numbers, or has no rows; or a value is NaN or infinite and that was not allowed.</exception>
    public RowSource ReadRows(string name, DataOptions? options = null) => ReadKindAndRows(name, options ?? DataOptions.Default).Rows;

    /// <summary>Reads an array of one whole number a row.</summary>
    /// <exception cref="InputException">There is no such array, it is damaged, of another shape, or a value is not whole.</exception>
    public int[] ReadLabels(string name)
    {
        using Stream stream = Unpack(name, out StoredArray array);
        return array.ReadLabels();
    }

    /// <summary>Reads an array of one number a row; it may be not a number, which is a missing one.</summary>
    /// <exception cref="InputException">There is no such array, it is damaged, or of another shape; or a value is infinite.</exception>
    public float[] ReadNumbers(string name)
    {
        using Stream stream = Unpack(name, out StoredArray array);
        return array.ReadNumbers();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _archive.Dispose();

    internal (DataKind Kind, RowSource Rows) ReadKindAndRows(string name, DataOptions options)
    {
        using Stream stream = Unpack(name, out StoredArray array);
        return array.ReadRows(options);
    }

    /// <summary>The shape and type that an array's header promises.</summary>
    internal ArrayLayout Layout(string name)
    {
        using Stream stream = Unpack(name, out StoredArray array);
        return array.Layout;
    }

    private Stream Unpack(string name, out StoredArray array)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry))
        {
            throw new InputException($"{_path} holds no array '{name}', only {InputFile.Shown(Names)}{NearestName.Hint(name, Names)}");
        }
        string label = $"{_path} ({InputFile.Shown(name)})";
        if (entry.Length / BestCompression > entry.CompressedLength)
        {
            throw new InputException($"{label} is damaged: {entry.CompressedLength} bytes cannot unpack to {entry.Length}.");
        }
        Stream stream;
        try
        {
            stream = entry.Open();
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or NotSupportedException)
        {
            throw new InputException($"{label} cannot be unpacked: {exception.Message}", exception);
        }
        try
        {
            ArrayLayout layout = NpyHeader.Read(stream, label, out int headerLength);
            long? bytes = layout.Count * layout.Kind.Size();
            if (bytes != entry.Length - headerLength)
            {
                throw new InputException($"{label} is damaged: its shape {layout.Text} does not match the {entry.Length - headerLength} bytes that the archive declares.");
            }
            // The archive's word is not proof either, so memory is taken as data arrives.
            array = new StoredArray(stream, layout, null, label);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
