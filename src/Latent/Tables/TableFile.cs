using System.IO.Compression;
using Latent.Data;
using Latent.Files;

namespace Latent.Tables;

/// <summary>Where a table of bytes is written to: a new file that takes its place when it is complete, or a stream of somebody else's.</summary>
internal sealed class TableFile : IDisposable
{
    private const int BufferSize = 1 << 17;

    private readonly NewFile? _file;
    private readonly Stream _target;
    private readonly bool _owned;
    private byte[] _buffer = new byte[BufferSize];
    private int _used;

    /// <summary>A file; a name that ends in .gz is compressed.</summary>
    public TableFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Name = path;
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new InputException($"{path} is a folder; name a file to write to.");
        }
        Stream stream;
        if (AtomicFile.IsDevice(full))
        {
            stream = Guarded(() => new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite));
        }
        else
        {
            _file = new NewFile(path);
            stream = _file.Stream;
        }
        bool compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _target = compressed ? new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: _file is not null) : stream;
        _owned = compressed || _file is null;
    }

    /// <summary>A stream, which stays open.</summary>
    public TableFile(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Name = name;
        _target = stream;
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Room for at least so many bytes; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Room(int length)
    {
        if (_buffer.Length - _used < length)
        {
            Flush();
            if (_buffer.Length < length)
            {
                _buffer = new byte[length];
            }
        }
        return _buffer.AsSpan(_used);
    }

    /// <summary>Takes what was put into the room.</summary>
    public void Advance(int count) => _used += count;

    /// <summary>Adds bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>Gives what has been written to the target.</summary>
    public void Flush()
    {
        Guarded(() =>
        {
            _target.Write(_buffer, 0, _used);
            return _target;
        });
        _used = 0;
    }

    /// <summary>Ends the file and puts it in its place.</summary>
    public void Complete()
    {
        Flush();
        Guarded(() =>
        {
            _target.Flush();
            if (_owned)
            {
                _target.Dispose();
            }
            return _target;
        });
        _file?.Keep();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_owned)
            {
                _target.Dispose();
            }
        }
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            // What is not complete is not wanted.
        }
        _file?.Dispose();
    }

    private Stream Guarded(Func<Stream> write)
    {
        try
        {
            return write();
        }
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            throw FileFault.Writing(Name, exception);
        }
    }
}
