using System.Buffers.Binary;
using System.IO.Compression;

namespace Latent.Tables;

/// <summary>Unpacks gzip and notices when it is cut short, which the runtime does not: the last four bytes say how much there has to be.</summary>
internal sealed class GzipText : ForwardStream
{
    private readonly Watched _packed;
    private readonly GZipStream _unpacked;
    private long _total;

    private GzipText(Watched packed, GZipStream unpacked)
        : base(unpacked) => (_packed, _unpacked) = (packed, unpacked);

    /// <summary>The text of a stream, unpacked if it is compressed.</summary>
    public static PeekStream Of(Stream stream)
    {
        var raw = new PeekStream(stream);
        raw.Peek(2);
        return raw.Start.Span.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? new PeekStream(Unpacked(raw)) : raw;
    }

    private static GzipText Unpacked(Stream stream)
    {
        var packed = new Watched(stream);
        return new GzipText(packed, new GZipStream(packed, CompressionMode.Decompress));
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

    /// <summary>Keeps the last bytes that went by, and whether files may have been put behind one another.</summary>
    private sealed class Watched(Stream inner) : ForwardStream(inner)
    {
        private readonly byte[] _tail = new byte[4];
        private long _given;
        private bool _hasParts;

        /// <summary>Whether the end of the data says that so many bytes are all of it; of several parts the end knows only the last.</summary>
        public bool Promises(long total)
        {
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(_tail);
            return length == (uint)total || (_hasParts && length < total);
        }

        public override int Read(Span<byte> buffer)
        {
            int read = Inner.Read(buffer);
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
    }
}
