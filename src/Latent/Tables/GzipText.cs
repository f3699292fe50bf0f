using System.Buffers.Binary;
using System.IO.Compression;

namespace Latent.Tables;

/// <summary>Unpacks gzip and notices when it is cut short, which the runtime does not: the last four bytes say how much there has to be.</summary>
internal sealed class GzipText : Stream
{
    private readonly Watched _packed;
    private readonly GZipStream _unpacked;
    private long _total;

    private GzipText(Stream packed)
    {
        _packed = new Watched(packed);
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The text of a stream, unpacked if it is compressed.</summary>
    public static PeekStream Of(Stream stream)
    {
        var raw = new PeekStream(stream);
        raw.Peek(2);
        return raw.Start.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? new PeekStream(new GzipText(raw)) : raw;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int read = _unpacked.Read(buffer);
        _total += read;
        if (read == 0 && buffer.Length > 0 && !_packed.Promises(_total))
        {
            throw new InvalidDataException("The compressed data end too early.");
        }
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Keeps the last bytes that went by, and whether files may have been put behind one another.</summary>
    private sealed class Watched(Stream inner) : Stream
    {
        private readonly byte[] _tail = new byte[4];
        private long _given;
        private bool _hasParts;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>Whether the end of the data says that so many bytes are all of it; of several parts the end knows only the last.</summary>
        public bool Promises(long total)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(_tail);
            return length == (uint)total || (_hasParts && length < total);
        }

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            ReadOnlySpan<byte> got = buffer[..read];
            if (read >= _tail.Length)
            {
                got[^_tail.Length..].CopyTo(_tail);
            }
            else
            {
                _tail.AsSpan(read).CopyTo(_tail);
                got.CopyTo(_tail.AsSpan(_tail.Length - read));
            }
            _hasParts |= got[(_given == 0 ? Math.Min(1, read) : 0)..].IndexOf((ReadOnlySpan<byte>)[0x1F, 0x8B, 0x08]) >= 0;
            _given += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
