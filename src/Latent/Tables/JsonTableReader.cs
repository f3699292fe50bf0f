using System.Text;
using System.Text.Json;

namespace Latent.Tables;

/// <summary>Goes through JSON objects. Values stay bytes until somebody asks for them.</summary>
internal sealed class JsonTableReader : TableReader
{
    private readonly JsonObjects _objects;
    private readonly string _name;
    private readonly string[] _columns;
    private readonly byte[][] _keys;
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Cell[] _cells;
    private readonly RowText _text;
    private byte[] _unescaped = [];
    private bool _pending;

    public JsonTableReader(JsonObjects objects, string name, string[]? columns)
    {
        _objects = objects;
        _name = name;
        if (columns is null)
        {
            if (!objects.Next())
            {
                throw JsonSource.Empty(name);
            }
            columns = Keys(objects.Current);
            _pending = columns.Length > 0 ? true : throw JsonSource.Empty(name);
        }
        _columns = columns;
        _keys = Array.ConvertAll(columns, Encoding.UTF8.GetBytes);
        for (int i = 0; i < columns.Length; i++)
        {
            _places.Add(columns[i], i);
        }
        _cells = new Cell[columns.Length];
        _text = new RowText(columns.Length);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns => _columns;

    /// <inheritdoc/>
    public override string Place => FormattableString.Invariant($"line {_objects.Line}");

    /// <inheritdoc/>
    public override bool Read()
    {
        if (_pending)
        {
            _pending = false;
        }
        else if (!_objects.Next())
        {
            return false;
        }
        Row++;
        _text.Clear();
        Array.Clear(_cells);
        var reader = new Utf8JsonReader(_objects.Current);
        reader.Read();
        for (int expected = 0; reader.Read() && reader.TokenType == JsonTokenType.PropertyName; expected++)
        {
            int column = Column(ref reader, expected);
            expected = column;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                throw new InputException($"{_name}, {Place}: the value of '{Shown(column)}' is {(reader.TokenType == JsonTokenType.StartArray ? "an array" : "an object")}; a cell is a number, text, true, false or null, so flatten it or leave it out.");
            }
            if (_cells[column].Token != JsonTokenType.None)
            {
                throw new InputException($"{_name}, {Place} has the key '{Shown(column)}' twice; keep one of them.");
            }
            _cells[column] = new Cell(reader.TokenType, (int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex), reader.ValueIsEscaped);
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool IsMissing(int column) => _cells[column] switch
    {
        { Token: JsonTokenType.None or JsonTokenType.Null } => true,
        { Token: JsonTokenType.String, Length: 2 } => true,
        { Token: JsonTokenType.String, Length: 5 } cell => Inside(cell).SequenceEqual("NaN"u8),
        _ => false,
    };

    /// <inheritdoc/>
    public override ReadOnlySpan<char> Text(int column)
    {
        if (IsMissing(column) || _text.TryGet(column, out ReadOnlySpan<char> text))
        {
            return IsMissing(column) ? default : Known(column);
        }
        Cell cell = _cells[column];
        ReadOnlySpan<byte> bytes = cell.Token == JsonTokenType.String ? Inside(cell) : Raw(column);
        if (cell.Escaped)
        {
            bytes = Unescape(Raw(column));
        }
        return _text.TryAdd(column, bytes, out text) ? text : throw new InputException($"{_name}, {Place}: the text of '{Shown(column)}' is not valid UTF-8; save the file as UTF-8.");
    }

    /// <inheritdoc/>
    public override bool TryNumber(int column, out double value)
    {
        Cell cell = _cells[column];
        value = 0;
        return cell.Token switch
        {
            JsonTokenType.Number => NumberText.TryParse(Raw(column), (byte)'.', out value),
            // JSON has no infinities; this is what is written in their place.
            JsonTokenType.String when cell.Length is 10 or 11 => IsInfinite(Inside(cell), out value),
            _ => false,
        };
    }

    /// <summary>The bytes of a value as they stand there, with the quotes of text; empty if the key is absent.</summary>
    public ReadOnlySpan<byte> Raw(int column) => _objects.Current.Slice(_cells[column].Start, _cells[column].Length);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _objects.Dispose();
        }
        base.Dispose(disposing);
    }

    private static string[] Keys(ReadOnlySpan<byte> row)
    {
        var keys = new List<string>();
        var reader = new Utf8JsonReader(row);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (!keys.Contains(key))
            {
                keys.Add(key);
            }
            reader.Skip();
        }
        return [.. keys];
    }

    private int Column(ref Utf8JsonReader reader, int expected)
    {
        // Objects of one table have their keys in the same order, nearly always.
        if (expected < _keys.Length && !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(_keys[expected]))
        {
            return expected;
        }
        string key = reader.GetString()!;
        return _places.TryGetValue(key, out int column) ? column : throw new InputException(
            $"{_name}, {Place} has the key '{Data.InputFile.Shown(key)}', which no object at the beginning has{NearestName.Hint(key, _columns)}".TrimEnd('.', '?') + "; put it into the first object, as null where it has no value.");
    }

    private ReadOnlySpan<char> Known(int column)
    {
        _text.TryGet(column, out ReadOnlySpan<char> text);
        return text;
    }

    private ReadOnlySpan<byte> Inside(Cell cell) => _objects.Current.Slice(cell.Start + 1, cell.Length - 2);

    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> quoted)
    {
        if (_unescaped.Length < quoted.Length)
        {
            _unescaped = new byte[quoted.Length * 2];
        }
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        try
        {
            return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
        }
        catch (InvalidOperationException exception)
        {
            throw new InputException($"{_name}, {Place}: a text has half of a character in it; correct its \\u escapes.", exception);
        }
    }

    private static bool IsInfinite(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity : double.NegativeInfinity;
        return value > 0 || text.SequenceEqual("-Infinity"u8);
    }

    private string Shown(int column) => Data.InputFile.Shown(_columns[column]);

    private readonly record struct Cell(JsonTokenType Token, int Start, int Length, bool Escaped);
}
