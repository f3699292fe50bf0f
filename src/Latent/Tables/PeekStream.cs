namespace Latent.Tables;

/// <summary>A stream whose beginning can be looked at before it is read.</summary>
internal sealed class PeekStream(Stream inner) : ForwardStream(inner)
{
    private byte[] _start = [];
    private int _count;
    private int _at;
    private bool _ended;

    /// <summary>Whether the last bytes that were read had a line break among them.</summary>
    public bool LastHadLineBreak { get; private set; }

    /// <summary>What is at the beginning, as far as it has been looked at.</summary>
    public ReadOnlyMemory<byte> Start => _start.AsMemory(_at, _count - _at);

    /// <summary>Whether the beginning is all there is.</summary>
    public bool StartIsAll => _ended;

    /// <summary>Looks further ahead: until so many bytes are known, or, of a stream that is being written, until <paramref name="enough"/> is content.</summary>
    public void Peek(int length, Func<ReadOnlyMemory<byte>, bool>? enough = null)
    {
        while (!_ended && _count - _at < length && enough?.Invoke(Start) != true)
        {
            if (_start.Length - _count < 1 << 14)
            {
                Array.Resize(ref _start, Math.Max(1 << 16, Math.Min(_start.Length * 2, _at + length + (1 << 14))));
            }
            int read = Inner.Read(_start.AsSpan(_count));
            _ended = read == 0;
            _count += read;
        }
    }

    /// <summary>Leaves out bytes that have been looked at.</summary>
    public void Skip(int count) => _at += count;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read;
        if (_at < _count)
        {
            read = Math.Min(buffer.Length, _count - _at);
            _start.AsSpan(_at, read).CopyTo(buffer);
            _at += read;
            if (_at == _count)
            {
                _start = [];
                _at = _count = 0;
            }
        }
        else
        {
            read = _ended ? 0 : Inner.Read(buffer);
        }
        if (read > 0)
        {
            LastHadLineBreak = buffer[..read].Contains((byte)'\n');
        }
        return read;
    }
}
