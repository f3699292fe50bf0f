using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Latent.Tensors;

namespace Latent.Files;

/// <summary>Gives the values of a tensor when it is its turn to be written.</summary>
public delegate ReadOnlySpan<T> SpanSource<T>();

/// <summary>
/// Writes a safetensors file: a JSON header with names, types, shapes and offsets, then the values, little-endian.
/// The same tensors give the same bytes. Values are streamed from where they are; nothing is copied.
/// </summary>
public sealed class SafetensorsWriter
{
    private const int Alignment = 8;

    // One write of a span is one call of the operating system, whose length is limited there.
    private const int Block = 1 << 20;

    private readonly List<Entry> _entries = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    private sealed record Entry(string Name, SafetensorsType Type, Shape Shape, Action<Stream> Write);

    /// <summary>Texts to keep beside the tensors, written in the order of their names.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds a tensor of float, double, int, long, ulong or byte whose values are asked for when the file is written.</summary>
    /// <exception cref="ArgumentException">The name is empty, reserved or taken, or the type has no place in the format.</exception>
    public void Add<T>(string name, Shape shape, SpanSource<T> values)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(values);
        if (name == SafetensorsHeader.MetadataKey || !_names.Add(name))
        {
            throw new ArgumentException($"A tensor cannot be called '{name}': the name is taken.", nameof(name));
        }
        _entries.Add(new Entry(name, SafetensorsTypes.Of<T>(), shape, stream => Write(stream, name, shape, values())));
    }

    /// <summary>Adds a tensor of float, double, int, long, ulong or byte.</summary>
    /// <exception cref="ArgumentException">The name is empty, reserved or taken, the type has no place in the format, or there are too many or too few values.</exception>
    public void Add<T>(string name, Shape shape, T[] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        Check(name, shape, values.Length);
        Add<T>(name, shape, () => values);
    }

    /// <summary>Writes the file in one step: see <see cref="AtomicFile"/>.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes the header and the values. Wider elements come first, so that every tensor is aligned; else the order is that of <c>Add</c>.</summary>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Entry[] entries = [.. _entries.OrderByDescending(e => e.Type.Size())];
        byte[] header = Header(entries);
        int padded = (header.Length + Alignment - 1) / Alignment * Alignment;
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(header);
        stream.Write("        "u8[..(padded - header.Length)]);
        foreach (Entry entry in entries)
        {
            entry.Write(stream);
        }
    }

    private byte[] Header(Entry[] entries)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach ((string key, string value) in Metadata)
                {
                    json.WriteString(key, value);
                }
                json.WriteEndObject();
            }
            long offset = 0;
            foreach (Entry entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", entry.Type.ToString());
                json.WriteStartArray("shape");
                for (int i = 0; i < entry.Shape.Rank; i++)
                {
                    json.WriteNumberValue(entry.Shape[i]);
                }
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += (long)entry.Shape.Length * entry.Type.Size());
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void Write<T>(Stream stream, string name, Shape shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Check(name, shape, values.Length);
        for (; values.Length > Block; values = values[Block..])
        {
            stream.Write(MemoryMarshal.AsBytes(values[..Block]));
        }
        stream.Write(MemoryMarshal.AsBytes(values));
    }

    private static void Check(string name, Shape shape, int values)
    {
        if (values != shape.Length)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Tensor '{name}' of shape {shape} takes {shape.Length} values, not {values}."), nameof(values));
        }
    }
}
