using System.Text.Unicode;

namespace Latent.Tables;

/// <summary>The texts of the cells of one row, each decoded once.</summary>
internal sealed class RowText(int columns)
{
    private readonly (long Row, int Start, int Length)[] _places = new (long, int, int)[columns];
    private char[] _text = new char[256];
    private int _used;
    private long _row = 1;

    /// <summary>Begins the next row.</summary>
    public void Clear()
    {
        _row++;
        _used = 0;
    }

    /// <summary>The text of a cell that has been decoded.</summary>
    public bool TryGet(int column, out ReadOnlySpan<char> text)
    {
        (long row, int start, int length) = _places[column];
        text = row == _row ? _text.AsSpan(start, length) : default;
        return row == _row;
    }

    /// <summary>Decodes a cell; false if it is not valid UTF-8.</summary>
    public bool TryAdd(int column, ReadOnlySpan<byte> cell, out ReadOnlySpan<char> text)
    {
        if (_text.Length - _used < cell.Length)
        {
            // Texts that have been given out keep the memory they are in.
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _used + cell.Length));
        }
        bool valid = Utf8.ToUtf16(cell, _text.AsSpan(_used), out _, out int length, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done;
        text = _text.AsSpan(_used, valid ? length : 0);
        if (valid)
        {
            _places[column] = (_row, _used, length);
            _used += length;
        }
        return valid;
    }
}
