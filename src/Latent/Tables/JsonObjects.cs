using System.Text.Json;

namespace Latent.Tables;

/// <summary>The JSON objects in a stream one after the other, whether an array holds them or nothing does. No more than one of them is in memory.</summary>
internal sealed class JsonObjects(Stream stream, string name) : IDisposable
{
    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _inArray;
    private bool _begun;
    private int _length;

    /// <summary>The line on which the present object begins.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>The bytes of the present object.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_start, _length);

    /// <summary>Goes to the next object.</summary>
    /// <exception cref="InputException">There is something else, or it is no JSON.</exception>
    public bool Next()
    {
        Line += Current.Count((byte)'\n');
        _start += _length;
        _length = 0;
        byte next = Skip();
        if (!_begun && next == '[')
        {
            _inArray = true;
            _start++;
            next = Skip();
        }
        else if (_begun && _inArray && next == ',')
        {
            _start++;
            next = Skip();
        }
        else if (_begun && _inArray && next != ']')
        {
            throw Wrong(next == 0 ? "the array is cut short: it has no closing bracket" : "a comma or a closing bracket is missing before it");
        }
        _begun = true;
        if (_inArray && next == ']')
        {
            _start++;
            return Skip() == 0 ? false : throw Wrong("something follows the array");
        }
        if (next == 0)
        {
            return _inArray ? throw Wrong("the array is cut short: it has no closing bracket") : false;
        }
        if (next != '{')
        {
            throw Wrong("every row has to be an object of keys and values, { ... }");
        }
        Measure();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void Measure()
    {
        for (int known = 0; ;)
        {
            // An object that is not all there yet is looked at again when twice as much is.
            if (_end - _start > known)
            {
                known = _end - _start;
                var reader = new Utf8JsonReader(_buffer.AsSpan(_start, known), isFinalBlock: _ended, state: default);
                try
                {
                    if (reader.Read() && reader.TrySkip())
                    {
                        _length = (int)reader.BytesConsumed;
                        return;
                    }
                }
                catch (JsonException exception)
                {
                    Line += exception.LineNumber ?? 0;
                    throw new InputException($"{name}, line {Line} is not valid JSON, or is cut short; correct the line.", exception);
                }
            }
            if (known >= CsvSource.LongestRow)
            {
                throw new InputException($"{name}, line {Line}: the object is longer than 16 MB, which no row of a table is; check that its braces close.");
            }
            int wanted = Math.Max(known * 2, 1 << 12);
            while (!_ended && _end - _start < wanted && Fill())
            {
                if (stream is PeekStream && _buffer.AsSpan(_start + known, _end - _start - known).Contains((byte)'}'))
                {
                    break;
                }
            }
        }
    }

    /// <summary>Goes over blanks and line breaks; zero at the end.</summary>
    private byte Skip()
    {
        while (true)
        {
            while (_start < _end)
            {
                byte next = _buffer[_start];
                if (next is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                {
                    return next == 0 ? throw Wrong("there is a zero byte, which is no JSON") : next;
                }
                Line += next == '\n' ? 1 : 0;
                _start++;
            }
            if (!Fill())
            {
                return 0;
            }
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        try
        {
            int read = stream.Read(_buffer, _end, _buffer.Length - _end);
            _ended = read == 0;
            _end += read;
            return read > 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            throw CsvTableReader.Unreadable(name, exception);
        }
    }

    private InputException Wrong(string why) => new($"{name}, line {Line}: {why}.");
}
