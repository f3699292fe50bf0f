using System.Text;

namespace Latent.Tables;

/// <summary>The words that stand for no value. The first byte of a cell and its length answer for nearly all cells.</summary>
internal sealed class MissingMarkers
{
    private readonly byte[][] _words;
    private readonly bool[] _begins = new bool[256];
    private readonly int _longest;

    public MissingMarkers(IReadOnlyList<string>? words)
    {
        _words = [.. (words ?? CsvOptions.DefaultMissingMarkers).Select(word => Encoding.UTF8.GetBytes(word.Trim())).Where(word => word.Length > 0)];
        foreach (byte[] word in _words)
        {
            _longest = Math.Max(_longest, word.Length);
            _begins[char.ToLowerInvariant((char)word[0])] = true;
            _begins[char.ToUpperInvariant((char)word[0]) & 0xFF] = true;
        }
    }

    /// <summary>Whether a cell, without blanks around it, has no value.</summary>
    public bool Contains(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty)
        {
            return true;
        }
        return _begins[cell[0]] && cell.Length <= _longest && IsWord(cell);
    }

    private bool IsWord(ReadOnlySpan<byte> cell)
    {
        foreach (byte[] word in _words)
        {
            if (Ascii.EqualsIgnoreCase(cell, word) || cell.SequenceEqual(word))
            {
                return true;
            }
        }
        return false;
    }
}
