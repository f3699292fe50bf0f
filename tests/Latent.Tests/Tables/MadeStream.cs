using System.Text;

namespace Latent.Tests.Tables;

/// <summary>A stream that is made as it is read.</summary>
internal sealed class MadeStream(Func<string?> next, long most = long.MaxValue) : MemoryStream
{
    private byte[] _piece = [];
    private int _at;

    public long Given { get; private set; }

    /// <summary>Whether a reading gives one piece and no more.</summary>
    public bool OneAtATime { get; init; }

    public override int Read(Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length && Given < most)
        {
            if (_at == _piece.Length)
            {
                if (OneAtATime && read > 0)
                {
                    break;
                }
                if (next() is not { } text)
                {
                    break;
                }
                (_piece, _at) = (Encoding.ASCII.GetBytes(text), 0);
            }
            int count = Math.Min(_piece.Length - _at, buffer.Length - read);
            _piece.AsSpan(_at, count).CopyTo(buffer[read..]);
            _at += count;
            read += count;
            Given += count;
        }
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
}
