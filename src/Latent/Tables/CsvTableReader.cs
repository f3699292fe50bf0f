using System.Text;
using CsvHelper;

namespace Latent.Tables;

/// <summary>Goes through separated values in UTF-8. Cells stay bytes until somebody asks for their text.</summary>
internal sealed class CsvTableReader : TableReader
{
    private const int BufferSize = 1 << 18;

    private readonly string _name;
    private readonly PeekStream _stream;
    private readonly CsvReader _reader;
    private readonly MissingMarkers _missing;
    private readonly byte _point;
    private readonly RowText _text;
    private readonly string[] _columns;
    private CsvMalformedReason? _malformed;
    private bool _pending;

    public CsvTableReader(PeekStream stream, string name, CsvDialect dialect, MissingMarkers missing)
    {
        _name = name;
        _stream = stream;
        _missing = missing;
        _point = (byte)dialect.DecimalSeparator;
        Separator = (byte)dialect.Separator;
        DecimalSeparator = dialect.DecimalSeparator;
        _reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = dialect.Separator,
            HasHeader = false,
            // An empty line is a missing value where there is one column.
            SkipEmptyLines = false,
            TrimWhitespace = true,
            WhitespaceCharacters = " ",
            MaxRecordSize = CsvSource.LongestRow,
            TrackLineNumbers = true,
            BufferSize = BufferSize,
            OnMalformedRecord = record => _malformed = record.Reason == CsvMalformedReason.StrayQuote ? _malformed : record.Reason,
        });
        bool any;
        do
        {
            any = Advance();
        }
        while (any && _reader.RawRecord.IsEmpty);
        if (!any)
        {
            throw new InputException($"{name} is empty; a table has at least a row of column names or of values.");
        }
        int count = _reader.FieldCount;
        if (dialect.Header)
        {
            string[] names = new string[count];
            for (int i = 0; i < count; i++)
            {
                names[i] = _reader.GetString(i);
            }
            _columns = ColumnNames.Unique(names);
        }
        else
        {
            _columns = ColumnNames.Numbered(count);
            _pending = true;
        }
        _text = new RowText(count);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override string Place => FormattableString.Invariant($"line {_reader.LineNumber}");

    /// <summary>What stands between two cells.</summary>
    public byte Separator { get; }

    /// <summary>What stands before the fraction of a number.</summary>
    public char DecimalSeparator { get; }

    /// <summary>Why a source could not be read on.</summary>
    public static InputException Unreadable(string name, Exception cause) => cause is InvalidDataException
        ? new InputException($"{name} is damaged or cut short: its compressed data cannot be unpacked.", cause)
        : new InputException($"{name} cannot be read ({cause.Message.TrimEnd('.')}); check the disk or the connection.", cause);

    /// <inheritdoc/>
    public override bool Read()
    {
        if (_pending)
        {
            _pending = false;
        }
        else
        {
            do
            {
                if (!Advance())
                {
                    return false;
                }
            }
            while (_columns.Length > 1 && _reader.FieldCount == 1 && _reader.RawRecord.IsEmpty);
        }
        if (_reader.FieldCount != _columns.Length)
        {
            throw Ragged();
        }
        Row++;
        _text.Clear();
        return true;
    }

    /// <inheritdoc/>
    public override bool IsMissing(int column) => _missing.Contains(_reader.GetSpan(column));

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(int column)
    {
        if (_text.TryGet(column, out ReadOnlySpan<char> text))
        {
            return text;
        }
        ReadOnlySpan<byte> cell = _reader.GetSpan(column);
        if (_missing.Contains(cell))
        {
            return default;
        }
        return _text.TryAdd(column, cell, out text) ? text : throw new InputException(
            $"{_name}, {Place}: the cell of '{Data.InputFile.Shown(_columns[column])}' is not valid UTF-8; say which encoding the file is in, such as windows-1252.");
    }

    /// <inheritdoc/>
    public override bool TryNumber(int column, out double value)
    {
        ReadOnlySpan<byte> cell = _reader.GetSpan(column);
        return NumberText.TryParse(cell, _point, out value) && (cell[0] is >= (byte)'0' and <= (byte)'9' or (byte)'-' || !_missing.Contains(cell));
    }

    /// <summary>The bytes of a cell as they stand there: with its quotes and the blanks around it.</summary>
    public ReadOnlySpan<byte> Raw(int column) => _reader.GetRawSpan(column);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool Advance()
    {
        bool read;
        try
        {
            read = _reader.Read();
        }
        catch (CsvFormatException exception)
        {
            throw TooLong(exception);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw Unreadable(_name, exception);
        }
        if (_malformed is { } reason)
        {
            throw reason == CsvMalformedReason.UnterminatedQuote
                ? new InputException($"{_name}, line {_reader.LineNumber}: a quoted cell that begins in this row is never closed; close the quote, or double it if it is part of the text.")
                : new InputException($"{_name}, line {_reader.LineNumber}: something follows the closing quote of a cell; double a quote that is part of the text.");
        }
        return read;
    }

    private InputException Ragged() => new(FormattableString.Invariant(
        $"{_name}, line {_reader.LineNumber} has {Cells(_reader.FieldCount)}, but there are {_columns.Length} columns; complete the line, or say what separates the cells if '{Shown(Separator)}' does not."));

    private InputException TooLong(CsvFormatException cause) => _stream.LastHadLineBreak
        ? new InputException($"{_name}, line {NextLine(cause)}: a quoted cell that begins in this row is not closed within 16 MB; close the quote, or double it if it is part of the text.", cause)
        : new InputException($"{_name}, line {NextLine(cause)} is longer than 16 MB, which no row of a table is; check that it has line breaks.", cause);

    private long NextLine(CsvFormatException cause) => cause.LineNumber > 0 ? cause.LineNumber : Row + 1;

    private static string Cells(int count) => count == 1 ? "1 cell" : FormattableString.Invariant($"{count} cells");

    private static string Shown(byte separator) => separator == '\t' ? "a tab" : ((char)separator).ToString();
}
