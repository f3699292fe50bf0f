using System.Buffers;
using System.Globalization;
using System.Text;

namespace Latent.Tables;

/// <summary>Writes separated values. Numbers get as few digits as give them back; cells that are copied out of separated values with the same separator keep their bytes, quotes and notation.</summary>
public sealed class CsvTableWriter : TableWriter
{
    private const int NumberLength = 32;

    private readonly TableFile _file;
    private readonly Encoding? _encoding;
    private readonly SearchValues<char> _quoted;
    private readonly byte _separator;
    private readonly byte _point;
    private readonly int _columns;
    private byte[] _cell = new byte[256];
    private int _column;

    /// <summary>Begins a file, which takes its place when it is complete; a name that ends in .gz is compressed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">The names of the columns.</param>
    /// <param name="options">How it is written; what is null is a comma (a tab for .tsv), a header, UTF-8 and a decimal point. Missing values are empty cells, so the markers are of no use here.</param>
    /// <exception cref="InputException">The file cannot be written, or an option cannot be used.</exception>
    public CsvTableWriter(string path, IReadOnlyList<string> columns, CsvOptions? options = null)
        : this(() => new TableFile(path), columns, ForName(path, options))
    {
    }

    /// <summary>Writes to a stream such as standard output, which stays open.</summary>
    /// <exception cref="InputException">An option cannot be used.</exception>
    public CsvTableWriter(Stream stream, string name, IReadOnlyList<string> columns, CsvOptions? options = null)
        : this(() => new TableFile(stream, name), columns, options ?? new CsvOptions())
    {
    }

    private CsvTableWriter(Func<TableFile> open, IReadOnlyList<string> columns, CsvOptions options)
    {
        ArgumentNullException.ThrowIfNull(columns);
        options.Check();
        if (columns.Count == 0)
        {
            throw new InputException("A table to be written needs at least one column.");
        }
        _columns = columns.Count;
        _separator = (byte)(options.Separator ?? ',');
        _point = (byte)(options.DecimalSeparator ?? '.');
        _quoted = SearchValues.Create([(char)_separator, '"', '\r', '\n']);
        Encoding encoding = options.Encoding is { } name ? TextEncoding.Named(name) : Encoding.UTF8;
        _encoding = encoding is UTF8Encoding ? null : encoding;
        _file = open();
        if (_encoding is not null)
        {
            _file.Write(_encoding.Preamble);
        }
        if (options.Header != false)
        {
            foreach (string column in columns)
            {
                Write(column);
            }
            EndRow();
        }
    }

    /// <inheritdoc/>
    public override void Write(double value)
    {
        Separate();
        if (double.IsNaN(value))
        {
            return;
        }
        Span<byte> room = stackalloc byte[NumberLength];
        value.TryFormat(room, out int length, default, CultureInfo.InvariantCulture);
        if (_point != '.')
        {
            room[..length].Replace((byte)'.', _point);
        }
        // Quotes, where a decimal comma would separate.
        bool quoted = _point == _separator && room[..length].Contains(_point);
        Put(quoted ? "\""u8 : default);
        Put(room[..length]);
        Put(quoted ? "\""u8 : default);
    }

    /// <inheritdoc/>
    public override void Write(long value)
    {
        Separate();
        Span<byte> room = stackalloc byte[NumberLength];
        value.TryFormat(room, out int length, default, CultureInfo.InvariantCulture);
        Put(room[..length]);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        Separate();
        bool quoted = text.Length > 0 && (text.ContainsAny(_quoted) || text[0] == ' ' || text[^1] == ' ');
        if (_cell.Length < (text.Length * 3) + 2)
        {
            _cell = new byte[(text.Length * 6) + 2];
        }
        int length = Encoding.UTF8.GetBytes(text, _cell);
        if (!quoted)
        {
            Put(_cell.AsSpan(0, length));
            return;
        }
        Put("\""u8);
        for (ReadOnlySpan<byte> rest = _cell.AsSpan(0, length); !rest.IsEmpty;)
        {
            int quote = rest.IndexOf((byte)'"');
            Put(quote < 0 ? rest : rest[..(quote + 1)]);
            Put(quote < 0 ? default : "\""u8);
            rest = quote < 0 ? default : rest[(quote + 1)..];
        }
        Put("\""u8);
    }

    /// <inheritdoc/>
    public override void Copy(TableReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader is CsvTableReader csv && csv.Separator == _separator)
        {
            Separate();
            Put(csv.Raw(column));
            return;
        }
        Write(reader.Text(column));
    }

    /// <inheritdoc/>
    public override void EndRow()
    {
        if (_column != _columns)
        {
            throw new InputException(FormattableString.Invariant($"{_file.Name}: a row was ended with {_column} of {_columns} cells."));
        }
        _column = 0;
        Put("\n"u8);
    }

    /// <summary>Gives the rows so far to the stream, for somebody who waits for them.</summary>
    public void Flush() => _file.Flush();

    /// <inheritdoc/>
    public override void Complete() => _file.Complete();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    private static CsvOptions ForName(string path, CsvOptions? options)
    {
        ArgumentNullException.ThrowIfNull(path);
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        options ??= new CsvOptions();
        return options.Separator is null && (name.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tab", StringComparison.OrdinalIgnoreCase))
            ? options with { Separator = '\t' }
            : options;
    }

    private void Separate()
    {
        if (_column == _columns)
        {
            throw new InputException(FormattableString.Invariant($"{_file.Name}: a row has more than {_columns} cells."));
        }
        if (_column++ > 0)
        {
            Put(new ReadOnlySpan<byte>(in _separator));
        }
    }

    private void Put(ReadOnlySpan<byte> utf8)
    {
        if (_encoding is null)
        {
            _file.Write(utf8);
            return;
        }
        // What goes in is whole characters, so that nothing is carried over.
        int characters = Encoding.UTF8.GetCharCount(utf8);
        char[] text = ArrayPool<char>.Shared.Rent(characters);
        try
        {
            Encoding.UTF8.GetChars(utf8, text);
            Span<byte> room = _file.Room(_encoding.GetMaxByteCount(characters));
            _file.Advance(_encoding.GetBytes(text.AsSpan(0, characters), room));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text);
        }
    }
}
