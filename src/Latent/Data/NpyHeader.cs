using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Latent.Data;

/// <summary>The header of a .npy array: a Python dictionary of exactly three keys, behind a magic word, a version and a length.</summary>
internal static class NpyHeader
{
    private const int MaxLength = 1 << 16;
    private const int MaxRank = 32;

    /// <summary>What every .npy array begins with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header; the stream then stands at the first number.</summary>
    /// <param name="stream">Stands at the magic word.</param>
    /// <param name="name">What to call the array in messages.</param>
    /// <param name="length">How many bytes the header took.</param>
    /// <exception cref="InputException">The header is malformed, or of a type that is not numbers.</exception>
    public static ArrayLayout Read(Stream stream, string name, out int length)
    {
        Span<byte> start = stackalloc byte[12];
        Fill(stream, start[..8], name);
        if (!start[..6].SequenceEqual(Magic))
        {
            throw new InputException($"{name} is not a .npy array: it does not begin with \\x93NUMPY.");
        }
        int version = start[6];
        if (version is < 1 or > 3 || start[7] != 0)
        {
            throw new InputException($"{name} is of .npy version {version}.{start[7]}; versions 1.0, 2.0 and 3.0 can be read.");
        }
        int lengthBytes = version == 1 ? 2 : 4;
        Fill(stream, start.Slice(8, lengthBytes), name);
        long declared = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (declared > MaxLength)
        {
            throw new InputException($"{name} has a header of {declared} bytes; that of an array of numbers is never longer than {MaxLength}.");
        }
        byte[] text = new byte[declared];
        Fill(stream, text, name);
        length = 8 + lengthBytes + text.Length;
        return new Parser(version == 3 ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text), name).Layout();
    }

    /// <summary>The header of a C-order array, padded so that the numbers begin at a multiple of 64 bytes.</summary>
    public static byte[] Create(string type, ReadOnlySpan<long> extents)
    {
        string shape = string.Join(", ", extents.ToArray().Select(extent => extent.ToString(CultureInfo.InvariantCulture)));
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}{(extents.Length == 1 ? "," : "")}), }}";
        int length = (10 + text.Length + 1 + 63) / 64 * 64;
        byte[] header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        header[^1] = (byte)'\n';
        return header;
    }

    private static void Fill(Stream stream, Span<byte> buffer, string name)
    {
        int read;
        try
        {
            read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new InputException($"{name} is damaged: its header cannot be read.", exception);
        }
        if (read < buffer.Length)
        {
            throw new InputException($"{name} is cut short: it ends within its header.");
        }
    }

    /// <summary>Reads the dictionary, which is Python's but small: strings, two words, and a tuple of numbers.</summary>
    private sealed class Parser(string text, string name)
    {
        private int _at;

        public ArrayLayout Layout()
        {
            (NumberKind Kind, bool BigEndian)? type = null;
            bool? fortran = null;
            long[]? extents = null;
            Expect('{');
            while (!Take('}'))
            {
                string key = Quoted();
                Expect(':');
                switch (key)
                {
                    case "descr" when type is null: type = Type(); break;
                    case "fortran_order" when fortran is null: fortran = Word(); break;
                    case "shape" when extents is null: extents = Tuple(); break;
                    default: throw Malformed($"'{InputFile.Shown(key)}' is not expected there");
                }
                if (!Take(','))
                {
                    Expect('}');
                    break;
                }
            }
            Skip();
            if (_at < text.Length)
            {
                throw Malformed("something follows the dictionary");
            }
            return type is { } t && fortran is { } f && extents is not null
                ? new ArrayLayout(t.Kind, t.BigEndian, f, extents)
                : throw Malformed("it needs 'descr', 'fortran_order' and 'shape'");
        }

        private (NumberKind Kind, bool BigEndian) Type()
        {
            Skip();
            if (_at < text.Length && text[_at] == '[')
            {
                throw new InputException($"{name} holds structured records; save their columns as an array of numbers.");
            }
            string code = Quoted();
            bool hasOrder = code.Length > 0 && "<>|=".Contains(code[0], StringComparison.Ordinal);
            string kind = hasOrder ? code[1..] : code;
            NumberKind? number = kind switch
            {
                "b1" => NumberKind.Boolean,
                "u1" => NumberKind.UInt8,
                "i1" => NumberKind.Int8,
                "u2" => NumberKind.UInt16,
                "i2" => NumberKind.Int16,
                "u4" => NumberKind.UInt32,
                "i4" => NumberKind.Int32,
                "u8" => NumberKind.UInt64,
                "i8" => NumberKind.Int64,
                "f2" => NumberKind.Float16,
                "f4" => NumberKind.Float32,
                "f8" => NumberKind.Float64,
                _ => null,
            };
            return number is { } known ? (known, code[0] == '>') : throw new InputException(kind is [('O' or 'S' or 'U' or 'M' or 'm' or 'c' or 'V' or 'f') and var letter, ..]
                ? $"{name} holds {Describe(letter)} ('{InputFile.Shown(code)}'), not numbers that can be learned from; save it as float32."
                : $"{name} holds values of the unknown type '{InputFile.Shown(code)}'; save it as float32.");
        }

        private static string Describe(char letter) => letter switch
        {
            'O' => "Python objects",
            'S' or 'U' => "strings",
            'M' or 'm' => "dates or durations",
            'c' => "complex numbers",
            'f' => "floats of an unusual width",
            _ => "raw records",
        };

        private bool Word()
        {
            Skip();
            foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
            {
                if (text.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
                {
                    _at += word.Length;
                    return value;
                }
            }
            throw Malformed("'fortran_order' is neither True nor False");
        }

        private long[] Tuple()
        {
            var extents = new List<long>();
            Expect('(');
            while (!Take(')'))
            {
                Skip();
                int start = _at;
                while (_at < text.Length && char.IsAsciiDigit(text[_at]))
                {
                    _at++;
                }
                if (!long.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long extent) || extents.Count == MaxRank)
                {
                    throw Malformed("its 'shape' is not a tuple of sizes");
                }
                extents.Add(extent);
                // Python 2 wrote long integers with an L.
                Take('L');
                if (!Take(','))
                {
                    Expect(')');
                    break;
                }
            }
            return [.. extents];
        }

        private string Quoted()
        {
            Skip();
            char quote = _at < text.Length ? text[_at] : '\0';
            int end = quote is '\'' or '"' ? text.IndexOf(quote, _at + 1) : -1;
            if (end < 0)
            {
                throw Malformed("a quoted word is missing");
            }
            string word = text[(_at + 1)..end];
            _at = end + 1;
            return word;
        }

        private void Skip()
        {
            while (_at < text.Length && (text[_at] is ' ' or '\n'))
            {
                _at++;
            }
        }

        private bool Take(char expected)
        {
            Skip();
            if (_at < text.Length && text[_at] == expected)
            {
                _at++;
                return true;
            }
            return false;
        }

        private void Expect(char expected)
        {
            if (!Take(expected))
            {
                throw Malformed($"a '{expected}' is missing");
            }
        }

        private InputException Malformed(string why) => new($"{name} has a malformed .npy header: {why} (character {_at}).");
    }
}
