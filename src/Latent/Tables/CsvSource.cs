using System.IO.Compression;
using System.Text;
using Latent.Data;
using Latent.Files;

namespace Latent.Tables;

/// <summary>A table of separated values (.csv, .tsv, also compressed by gzip). Encoding, separator, decimal comma and header are found out from its beginning unless the options say them.</summary>
public sealed class CsvSource : TableSource
{
    /// <summary>The longest row that is read, in bytes; a longer one is damage.</summary>
    internal const int LongestRow = 16 << 20;

    private const int FirstLook = 1 << 18;

    private readonly Func<Stream> _open;
    private readonly CsvOptions _options;
    private readonly bool _isLive;
    private bool _begun;
    private CsvDialect? _dialect;

    /// <summary>The table in a file; it is opened by <see cref="Open"/>.</summary>
    /// <exception cref="InputException">An option cannot be used.</exception>
    public CsvSource(string path, CsvOptions? options = null)
        : this(() => InputFile.Open(path), path, options, isLive: false)
    {
    }

    /// <summary>The table in streams of bytes, one for every time that it is read.</summary>
    /// <exception cref="InputException">An option cannot be used.</exception>
    public CsvSource(Func<Stream> open, string name, CsvOptions? options = null)
        : this(open, name, options, isLive: false)
    {
    }

    private CsvSource(Func<Stream> open, string name, CsvOptions? options, bool isLive)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _open = open;
        Name = name;
        _options = options ?? new CsvOptions();
        _options.Check();
        _isLive = isLive;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>A table that comes in once, such as standard input: rows are given as they arrive, and it can be opened one time only.</summary>
    /// <exception cref="InputException">An option cannot be used.</exception>
    public static CsvSource FromStream(Stream stream, string name, CsvOptions? options = null) => new(() => stream, name, options, isLive: true);

    /// <inheritdoc/>
    public override TableReader Open()
    {
        if (_isLive && _begun)
        {
            throw new InputException($"{Name} can be read only once; put it into a file to read it again.");
        }
        _begun = true;
        Stream? stream = null;
        try
        {
            stream = _open();
            PeekStream text = Decoded(stream);
            stream = text;
            _dialect ??= Look(text);
            return new CsvTableReader(text, Name, _dialect, new MissingMarkers(_options.MissingMarkers));
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

    /// <summary>How the table is written, all of it said: a writer with these options writes alike.</summary>
    /// <exception cref="InputException">The table cannot be read.</exception>
    public CsvOptions Detect()
    {
        if (_dialect is null)
        {
            Open().Dispose();
        }
        return _options with { Separator = _dialect!.Separator, Header = _dialect.Header, DecimalSeparator = _dialect.DecimalSeparator, Encoding = _dialect.Encoding.WebName };
    }

    /// <summary>The text in UTF-8, without compression and byte order mark.</summary>
    private PeekStream Decoded(Stream stream)
    {
        var raw = new PeekStream(stream);
        raw.Peek(2);
        if (raw.Start.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            raw = new PeekStream(new GZipStream(raw, CompressionMode.Decompress));
        }
        raw.Peek(FirstLook, Enough);
        ReadOnlySpan<byte> start = raw.Start.Span;
        Encoding encoding = _dialect?.Encoding ?? (_options.Encoding is { } name ? TextEncoding.Named(name) : TextEncoding.Detect(start[..Math.Min(start.Length, FirstLook)], raw.StartIsAll, Name));
        raw.Skip(TextEncoding.MarkLength(start, encoding));
        _encoding = encoding;
        return encoding is UTF8Encoding ? raw : new PeekStream(Encoding.CreateTranscodingStream(raw, encoding, new UTF8Encoding(false)));
    }

    private Encoding _encoding = Encoding.UTF8;

    private CsvDialect Look(PeekStream text)
    {
        text.Peek(FirstLook, Enough);
        int length = FirstLook;
        while (!text.StartIsAll && !text.Start.Span.Contains((byte)'\n') && !text.Start.Span.Contains((byte)'\r') && length < LongestRow)
        {
            length *= 4;
            text.Peek(length);
        }
        return CsvDetection.Detect(text.Start, text.StartIsAll, _options, _encoding);
    }

    /// <summary>Of a table that is still being written, the first row of values tells what can be told.</summary>
    private Func<ReadOnlyMemory<byte>, bool>? Enough => _isLive ? start => start.Span.Count((byte)'\n') > 1 : null;
}
