using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Latent.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Latent.Files;

/// <summary>
/// Reads a safetensors file. Opening it checks the whole header against the length of the file before anything is
/// allocated for it; after that every tensor is known to be there. Several threads may read at once.
/// </summary>
public sealed class SafetensorsReader : IDisposable
{
    private const int LengthSize = sizeof(ulong);
    private const int Block = 1 << 15;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly long _dataStart;
    private readonly SafetensorsHeader _header;
    private readonly Dictionary<string, SafetensorsEntry> _entries = new(StringComparer.Ordinal);

    private SafetensorsReader(string path, SafeFileHandle handle)
    {
        _path = path;
        _handle = handle;
        long length = RandomAccess.GetLength(handle);
        if (length < LengthSize)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{path} is not a safetensors file: it has only {length} bytes; copy it again or name another file."));
        }
        Span<byte> prefix = stackalloc byte[LengthSize];
        ReadBytes(prefix, 0);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaxLength)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{path} is not a safetensors file: its header would be {headerLength:N0} bytes long, and at most {SafetensorsHeader.MaxLength:N0} are allowed; name another file."));
        }
        if ((long)headerLength > length - LengthSize)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{path} is cut short, or not a safetensors file: its header would be {headerLength:N0} bytes long and {length - LengthSize:N0} are there; copy it again or name another file."));
        }
        byte[] json = new byte[(int)headerLength];
        ReadBytes(json, LengthSize);
        _dataStart = LengthSize + json.Length;
        _header = SafetensorsHeader.Parse(path, json, length - _dataStart);
        foreach (SafetensorsEntry entry in _header.Entries)
        {
            _entries.Add(entry.Name, entry);
        }
        Names = [.. _header.Entries.Select(e => e.Name)];
    }

    /// <summary>The names of the tensors, in the order of their data.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The texts kept beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _header.Metadata;

    /// <summary>Opens a file and checks all of its header.</summary>
    /// <exception cref="InputException">The file cannot be read, is cut short, or is not a proper safetensors file.</exception>
    public static SafetensorsReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFileHandle? handle = null;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            return new SafetensorsReader(path, handle);
        }
        catch (Exception e)
        {
            handle?.Dispose();
            if (FileFault.Explains(e) || e is NotSupportedException)
            {
                throw FileFault.Reading(path, e);
            }
            throw;
        }
    }

    /// <summary>Whether there is a tensor of this name.</summary>
    public bool Contains(string name) => _entries.ContainsKey(name);

    /// <summary>The shape of a tensor.</summary>
    /// <exception cref="InputException">There is no such tensor.</exception>
    public Shape Shape(string name) => Entry(name).Shape;

    /// <summary>The element type of a tensor.</summary>
    /// <exception cref="InputException">There is no such tensor.</exception>
    public SafetensorsType Type(string name) => Entry(name).Type;

    /// <summary>Reads the values of a tensor, whose element type must be that of <typeparamref name="T"/>: float, double, int, long, ulong or byte.</summary>
    /// <exception cref="InputException">There is no such tensor, or its type or number of values is another.</exception>
    public void Read<T>(string name, Span<T> values)
        where T : unmanaged
    {
        SafetensorsEntry entry = Entry(name, values.Length);
        if (entry.Type != SafetensorsTypes.Of<T>())
        {
            throw new InputException($"Tensor '{name}' in {_path} holds {entry.Type}, but {SafetensorsTypes.Of<T>()} is needed here; write the file again with that type.");
        }
        for (int done = 0; done < values.Length; done += Block)
        {
            Span<T> block = values.Slice(done, Math.Min(Block, values.Length - done));
            ReadData(MemoryMarshal.AsBytes(block), entry.Begin + ((long)done * entry.Type.Size()));
        }
    }

    /// <summary>Reads the values of a tensor of F32, or converts those of F64, F16 or BF16.</summary>
    /// <exception cref="InputException">There is no such tensor, its type is another, or it has another number of values.</exception>
    public void ReadSingles(string name, Span<float> values)
    {
        SafetensorsEntry entry = Entry(name, values.Length);
        if (entry.Type is not (SafetensorsType.F64 or SafetensorsType.F16 or SafetensorsType.BF16))
        {
            Read(name, values);
            return;
        }
        int size = entry.Type.Size();
        byte[] buffer = new byte[Math.Min(Block, values.Length) * size];
        for (int done = 0; done < values.Length; done += Block)
        {
            Span<float> block = values.Slice(done, Math.Min(Block, values.Length - done));
            Span<byte> bytes = buffer.AsSpan(0, block.Length * size);
            ReadData(bytes, entry.Begin + ((long)done * size));
            for (int i = 0; i < block.Length; i++)
            {
                ReadOnlySpan<byte> element = bytes.Slice(i * size, size);
                block[i] = entry.Type switch
                {
                    SafetensorsType.F64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(element),
                    SafetensorsType.F16 => (float)BinaryPrimitives.ReadHalfLittleEndian(element),
                    _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(element) << 16),
                };
            }
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _handle.Dispose();

    private SafetensorsEntry Entry(string name) =>
        _entries.TryGetValue(name, out SafetensorsEntry entry) ? entry
        : throw new InputException($"{_path} has no tensor '{name}'; it was written for another model: name that model's file or retrain.");

    private SafetensorsEntry Entry(string name, int values)
    {
        SafetensorsEntry entry = Entry(name);
        return entry.Shape.Length == values ? entry
            : throw new InputException(string.Create(CultureInfo.InvariantCulture, $"Tensor '{name}' in {_path} has {entry.Shape.Length:N0} values of shape {entry.Shape}, but {values:N0} are needed; the file was written for another model: name that model's file or retrain."));
    }

    private void ReadData(Span<byte> bytes, long offset)
    {
        try
        {
            ReadBytes(bytes, _dataStart + offset);
        }
        catch (Exception e) when (FileFault.Explains(e))
        {
            throw FileFault.Reading(_path, e);
        }
    }

    private void ReadBytes(Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_handle, bytes, offset);
            if (read == 0)
            {
                throw new InputException($"{_path} became shorter while it was read; copy it again.");
            }
            bytes = bytes[read..];
            offset += read;
        }
    }
}
