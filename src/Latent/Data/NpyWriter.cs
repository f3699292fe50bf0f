using System.Runtime.InteropServices;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Writes a .npy file of floats piece by piece, so that an output of any size needs no memory. The file appears when <see cref="Complete"/> is called.</summary>
public sealed class NpyWriter : IDisposable
{
    private readonly NewFile _file;
    private readonly string _path;
    private readonly long _count;
    private long _written;

    /// <summary>Begins a file of <paramref name="rows"/> rows of this shape.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public NpyWriter(string path, long rows, Shape rowShape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        long[] extents = [rows, .. Array.ConvertAll(rowShape.ToArray(), extent => (long)extent)];
        _count = rows * rowShape.Length;
        _path = path;
        _file = new NewFile(path);
        _file.Guard(stream => stream.Write(NpyHeader.Create("<f4", extents)));
    }

    /// <summary>Adds values, row major; a call need not end with a row.</summary>
    /// <exception cref="InvalidOperationException">There would be more values than the rows announced.</exception>
    /// <exception cref="InputException">The disk is full or failed.</exception>
    public void Append(ReadOnlySpan<float> values)
    {
        if (_written + values.Length > _count)
        {
            throw new InvalidOperationException($"{_path} was begun for {_count} values; {_written + values.Length} are too many.");
        }
        _written += values.Length;
        try
        {
            for (; values.Length > 0; values = values[Math.Min(values.Length, 1 << 16)..])
            {
                _file.Stream.Write(MemoryMarshal.AsBytes(values[..Math.Min(values.Length, 1 << 16)]));
            }
        }
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            throw FileFault.Writing(_path, exception);
        }
    }

    /// <summary>Puts the content on the disk and the file in its place.</summary>
    /// <exception cref="InvalidOperationException">Values are missing.</exception>
    public void Complete()
    {
        if (_written != _count)
        {
            throw new InvalidOperationException($"{_path} was begun for {_count} values and has {_written}.");
        }
        _file.Keep();
    }

    /// <summary>Gives up what was not completed.</summary>
    public void Dispose() => _file.Dispose();
}
