using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Latent.Data;

namespace Latent.Tables;

/// <summary>A table of JSON objects, one a line (.jsonl, .ndjson) or in an array (.json), also compressed by gzip. Columns are the keys of the first 1000 objects; a key that is absent, null and empty text are missing values.</summary>
public sealed class JsonSource : TableSource
{
    private const int FirstRows = 1000;

    private readonly Func<Stream> _open;
    private readonly bool _isLive;
    private string[]? _columns;
    private bool _begun;

    /// <summary>The table in a file.</summary>
    public JsonSource(string path)
        : this(() => InputFile.Open(path), path)
    {
    }

    /// <summary>The table in streams of bytes, one for every time that it is read.</summary>
    public JsonSource(Func<Stream> open, string name)
        : this(open, name, isLive: false)
    {
    }

    private JsonSource(Func<Stream> open, string name, bool isLive)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _open = open;
        Name = name;
        _isLive = isLive;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>A table that comes in once, such as standard input: its columns are the keys of the first object.</summary>
    public static JsonSource FromStream(Stream stream, string name) => new(() => stream, name, isLive: true);

    /// <inheritdoc/>
    public override TableReader Open()
    {
        if (_isLive)
        {
            if (_begun)
            {
                throw new InputException($"{Name} can be read only once; put it into a file to read it again.");
            }
            _begun = true;
            return new JsonTableReader(Objects(), Name, null);
        }
        _columns ??= Keys();
        return new JsonTableReader(Objects(), Name, _columns);
    }

    private string[] Keys()
    {
        var keys = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        using JsonObjects objects = Objects();
        for (int row = 0; row < FirstRows && objects.Next(); row++)
        {
            var reader = new Utf8JsonReader(objects.Current);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string key = reader.GetString()!;
                if (seen.Add(key))
                {
                    keys.Add(key);
                }
                reader.Skip();
            }
        }
        return keys.Count > 0 ? [.. keys] : throw Empty(Name);
    }

    /// <summary>What there is to say of a source without an object, or without a key in its objects.</summary>
    internal static InputException Empty(string name) => new($"{name} holds no rows; a table is JSON objects with keys, one a line or in an array.");

    private JsonObjects Objects()
    {
        Stream? stream = null;
        try
        {
            stream = _open();
            var text = new PeekStream(stream);
            stream = text;
            text.Peek(4);
            if (text.Start.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            {
                text = new PeekStream(new GZipStream(text, CompressionMode.Decompress));
                text.Peek(4);
            }
            ReadOnlySpan<byte> start = text.Start.Span;
            Encoding encoding = start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? Encoding.Unicode
                : start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? Encoding.BigEndianUnicode
                : Encoding.UTF8;
            text.Skip(TextEncoding.MarkLength(start, encoding));
            return new JsonObjects(encoding is UTF8Encoding ? text : Encoding.CreateTranscodingStream(text, encoding, new UTF8Encoding(false)), Name);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            stream?.Dispose();
            throw CsvTableReader.Unreadable(Name, exception);
        }
        catch
        {
            stream?.Dispose();
            throw;
        }
    }
}
