namespace Latent.Tables;

/// <summary>
/// Rows that arrive one by one. The parser looks at whole blocks of bytes, so a row at the end of what has arrived would wait for the next: a comment
/// behind it, longer than a block, pushes it through. Within quotes there is no comment.
/// </summary>
internal sealed class LiveLines(Stream inner, byte separator) : ForwardStream(inner)
{
    /// <summary>What a comment begins with; no text has it.</summary>
    public const char CommentPrefix = '\u0001';

    private const int CommentLength = 256;

    private static readonly byte[] s_comment = Comment();

    private int _commentLeft;
    private bool _inQuotes;
    private bool _closed;
    private bool _atStart = true;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_commentLeft > 0)
        {
            int count = Math.Min(_commentLeft, buffer.Length);
            s_comment.AsSpan(CommentLength - _commentLeft, count).CopyTo(buffer);
            _commentLeft -= count;
            return count;
        }
        int read = Inner.Read(buffer);
        Follow(buffer[..read]);
        _commentLeft = read > 0 && buffer[read - 1] == '\n' && !_inQuotes ? CommentLength : 0;
        return read;
    }

    /// <summary>Goes along with the quotes: they open at the start of a cell, and a doubled one closes and opens again.</summary>
    private void Follow(ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            if (b == '"')
            {
                bool opens = !_inQuotes && (_atStart || _closed);
                _closed = _inQuotes;
                _inQuotes = opens;
                _atStart = false;
            }
            else if (!_inQuotes)
            {
                _closed = false;
                _atStart = b == separator || b is (byte)'\n' or (byte)'\r' || (b == ' ' && _atStart);
            }
        }
    }

    private static byte[] Comment()
    {
        byte[] comment = new byte[CommentLength];
        comment.AsSpan().Fill((byte)CommentPrefix);
        comment[^1] = (byte)'\n';
        return comment;
    }
}
