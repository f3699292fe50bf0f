using System.Globalization;
using System.Text.Json;
using Latent.Tensors;

namespace Latent.Files;

/// <summary>Where one tensor lies: bytes <paramref name="Begin"/> up to <paramref name="End"/> of the data.</summary>
internal readonly record struct SafetensorsEntry(string Name, SafetensorsType Type, Shape Shape, long Begin, long End);

/// <summary>The header of a safetensors file, believed only after every promise in it has been checked against the file.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The one key of the header that is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    /// <summary>The longest header that is read, in bytes: that of the format's own reader.</summary>
    public const int MaxLength = 100_000_000;

    private readonly string _file;
    private readonly List<SafetensorsEntry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string file) => _file = file;

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    /// <summary>The texts beside the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads the header's JSON and checks it against the number of bytes that follow it.</summary>
    /// <exception cref="InputException">Something is wrong with it; the message names the file and the tensor.</exception>
    public static SafetensorsHeader Parse(string file, ReadOnlyMemory<byte> json, long dataLength)
    {
        var header = new SafetensorsHeader(file);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            header.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text that is not Unicode comes as an InvalidOperationException.
            throw new InputException($"{file} is not a safetensors file: its header is not valid JSON, or a name stands in it twice; copy it again or name another file.", e);
        }
        header.CheckCoverage(dataLength);
        return header;
    }

    private void Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new InputException($"{_file} is not a safetensors file: its header is not a JSON object; name another file.");
        }
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                ReadMetadata(property.Value);
            }
            else
            {
                _entries.Add(ReadEntry(property.Name, property.Value));
            }
        }
        _entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
    }

    private void ReadMetadata(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || value.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
        {
            throw new InputException($"The metadata of {_file} is not an object of texts; write the file again.");
        }
        foreach (JsonProperty property in value.EnumerateObject())
        {
            _metadata.Add(property.Name, property.Value.GetString()!);
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String
            || !value.TryGetProperty("shape", out JsonElement dimensions) || dimensions.ValueKind != JsonValueKind.Array
            || !value.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array
            || offsets.GetArrayLength() != 2
            || !TryGetCount(offsets[0], out long begin) || !TryGetCount(offsets[1], out long end))
        {
            throw Fault(name, "has no proper dtype, shape and data_offsets");
        }
        if (!SafetensorsTypes.TryParse(dtype.GetString()!, out SafetensorsType type))
        {
            throw Fault(name, $"has the type '{dtype.GetString()}', which is not known here");
        }
        Shape shape = ReadShape(name, dimensions);
        if (end < begin || end - begin != (long)shape.Length * type.Size())
        {
            throw Fault(name, string.Create(CultureInfo.InvariantCulture, $"of {type} {shape} takes {(long)shape.Length * type.Size():N0} bytes, but its offsets are {begin} and {end}"));
        }
        return new SafetensorsEntry(name, type, shape, begin, end);
    }

    private Shape ReadShape(string name, JsonElement dimensions)
    {
        int rank = dimensions.GetArrayLength();
        if (rank > Shape.MaxRank)
        {
            throw Fault(name, string.Create(CultureInfo.InvariantCulture, $"has {rank} dimensions, more than the {Shape.MaxRank} that are supported"));
        }
        Span<int> extents = stackalloc int[rank];
        long length = 1;
        for (int i = 0; i < rank; i++)
        {
            if (!TryGetCount(dimensions[i], out long extent) || extent > int.MaxValue || (length *= extent) > int.MaxValue)
            {
                throw Fault(name, "has a shape with an extent that is negative, not a whole number, or too large");
            }
            extents[i] = (int)extent;
        }
        return new Shape(extents);
    }

    /// <summary>The tensors must follow each other without overlap or hole, and end where the file ends.</summary>
    private void CheckCoverage(long dataLength)
    {
        long position = 0;
        foreach (SafetensorsEntry entry in _entries)
        {
            if (entry.Begin != position)
            {
                throw Fault(entry.Name, entry.Begin < position ? "overlaps another tensor" : "leaves a hole before its data");
            }
            position = entry.End;
        }
        if (position > dataLength)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{_file} is cut short: its header promises {position:N0} bytes of data and {dataLength:N0} are there; copy it again or retrain."));
        }
        if (position < dataLength)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{_file} has {dataLength - position:N0} bytes after its last tensor that belong to none; copy it again or write it anew."));
        }
    }

    private InputException Fault(string tensor, string what) =>
        new($"Tensor '{tensor}' in {_file} {what}; copy the file again or write it anew.");

    private static bool TryGetCount(JsonElement element, out long count)
    {
        count = -1;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out count) && count >= 0;
    }
}
