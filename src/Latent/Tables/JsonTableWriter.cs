using System.Buffers;
using System.Text.Json;

namespace Latent.Tables;

/// <summary>Writes JSON lines: an object a row, missing values as null. Numbers get as few digits as give them back; values that are copied out of JSON keep their bytes.</summary>
public sealed class JsonTableWriter : TableWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TableFile _file;
    private readonly ArrayBufferWriter<byte> _row = new(1024);
    private readonly Utf8JsonWriter _writer;
    private readonly JsonEncodedText[] _columns;
    private int _column;

    /// <summary>Begins a file, which takes its place when it is complete; a name that ends in .gz is compressed.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public JsonTableWriter(string path, IReadOnlyList<string> columns)
        : this(() => new TableFile(path), columns)
    {
    }

    /// <summary>Writes to a stream such as standard output, which stays open.</summary>
    public JsonTableWriter(Stream stream, string name, IReadOnlyList<string> columns)
        : this(() => new TableFile(stream, name), columns)
    {
    }

    private JsonTableWriter(Func<TableFile> open, IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Count == 0)
        {
            throw new InputException("A table to be written needs at least one column.");
        }
        _columns = [.. columns.Select(column => JsonEncodedText.Encode(column, s_options.Encoder))];
        _writer = new Utf8JsonWriter(_row, s_options);
        _file = open();
    }

    /// <inheritdoc/>
    public override void Write(double value)
    {
        Name();
        if (double.IsFinite(value))
        {
            _writer.WriteNumberValue(value);
        }
        else if (double.IsNaN(value))
        {
            _writer.WriteNullValue();
        }
        else
        {
            _writer.WriteStringValue(value > 0 ? "Infinity" : "-Infinity");
        }
    }

    /// <inheritdoc/>
    public override void Write(long value)
    {
        Name();
        _writer.WriteNumberValue(value);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> text)
    {
        Name();
        if (text.IsEmpty)
        {
            _writer.WriteNullValue();
        }
        else
        {
            _writer.WriteStringValue(text);
        }
    }

    /// <inheritdoc/>
    public override void Copy(TableReader reader, int column)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader is JsonTableReader json)
        {
            Name();
            ReadOnlySpan<byte> raw = json.Raw(column);
            _writer.WriteRawValue(raw.IsEmpty ? "null"u8 : raw, skipInputValidation: true);
            return;
        }
        ReadOnlySpan<char> text = reader.Text(column);
        if (reader.Kind(column) == CellKind.Truth || IsNumber(reader, column, text))
        {
            Name();
            _writer.WriteRawValue(text.IsEmpty ? "null" : text, skipInputValidation: true);
            return;
        }
        Write(text);
    }

    /// <inheritdoc/>
    public override void EndRow()
    {
        if (_column != _columns.Length)
        {
            throw new InputException(FormattableString.Invariant($"{_file.Name}: a row was ended with {_column} of {_columns.Length} cells."));
        }
        _column = 0;
        _writer.WriteEndObject();
        _writer.Flush();
        _file.Write(_row.WrittenSpan);
        _file.Write("\n"u8);
        _row.ResetWrittenCount();
        _writer.Reset();
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
            _writer.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Whether a cell is a number as JSON writes them: a code such as 0043 stays text.</summary>
    private static bool IsNumber(TableReader reader, int column, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !reader.TryNumber(column, out double value) || !double.IsFinite(value))
        {
            return false;
        }
        ReadOnlySpan<char> digits = text.TrimStart('-');
        return text.Length - digits.Length <= 1 && digits.Length > 0 && char.IsAsciiDigit(digits[0]) && char.IsAsciiDigit(digits[^1])
            && (digits.Length == 1 || digits[0] != '0' || digits[1] is '.' or 'e' or 'E')
            && !digits.Contains(',') && !digits.Contains(".e", StringComparison.OrdinalIgnoreCase);
    }

    private void Name()
    {
        if (_column == _columns.Length)
        {
            throw new InputException(FormattableString.Invariant($"{_file.Name}: a row has more than {_columns.Length} cells."));
        }
        if (_column == 0)
        {
            _writer.WriteStartObject();
        }
        _writer.WritePropertyName(_columns[_column++]);
    }
}
