using System.Buffers.Binary;
using Latent.Files;

namespace Latent.Pictures;

/// <summary>Pictures shown one after the other, for ever: an animated PNG, which programs that know only PNG show the first frame of.</summary>
public sealed class Animation
{
    /// <summary>How long a frame is shown unless said otherwise.</summary>
    public const int UsualMilliseconds = 150;

    private readonly Picture[] _frames;

    /// <summary>An animation of these frames.</summary>
    /// <param name="frames">At least one picture; all of one size and number of channels.</param>
    /// <param name="milliseconds">How long each is shown, 1 to 65535.</param>
    /// <exception cref="ArgumentException">There is no frame, or they differ in size.</exception>
    public Animation(IReadOnlyList<Picture> frames, int milliseconds = UsualMilliseconds)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(milliseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(milliseconds, ushort.MaxValue);
        _frames = [.. frames];
        if (_frames.Length == 0 || !Array.TrueForAll(_frames, frame => (frame.Width, frame.Height, frame.Channels) == (_frames[0].Width, _frames[0].Height, _frames[0].Channels)))
        {
            throw new ArgumentException("An animation needs frames, all of one size.", nameof(frames));
        }
        Milliseconds = milliseconds;
    }

    /// <summary>The pictures in their order.</summary>
    public IReadOnlyList<Picture> Frames => _frames;

    /// <summary>How long a frame is shown.</summary>
    public int Milliseconds { get; }

    /// <summary>Saves the animation as PNG, in one step.</summary>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public void SavePng(string path) => AtomicFile.Write(path, Write);

    /// <summary>The animation as the bytes of a PNG file.</summary>
    public byte[] ToPngBytes()
    {
        using var stream = new MemoryStream();
        Write(stream);
        return stream.ToArray();
    }

    private void Write(Stream stream)
    {
        Png.Begin(stream, _frames[0]);
        byte[] control = new byte[8];
        // Behind the number of frames stands how often they are played: 0 is for ever.
        BinaryPrimitives.WriteInt32BigEndian(control, _frames.Length);
        Png.Chunk(stream, "acTL", control);
        int sequence = 0;
        for (int i = 0; i < _frames.Length; i++)
        {
            Png.Chunk(stream, "fcTL", FrameControl(sequence++));
            ReadOnlySpan<byte> pixels = Png.Compress(_frames[i]);
            if (i == 0)
            {
                Png.Chunk(stream, "IDAT", pixels);
                continue;
            }
            byte[] numbered = new byte[4 + pixels.Length];
            BinaryPrimitives.WriteInt32BigEndian(numbered, sequence++);
            pixels.CopyTo(numbered.AsSpan(4));
            Png.Chunk(stream, "fdAT", numbered);
        }
        Png.Chunk(stream, "IEND", []);
    }

    /// <summary>A whole frame in place of the one before.</summary>
    private byte[] FrameControl(int sequence)
    {
        byte[] control = new byte[26];
        BinaryPrimitives.WriteInt32BigEndian(control, sequence);
        BinaryPrimitives.WriteInt32BigEndian(control.AsSpan(4), _frames[0].Width);
        BinaryPrimitives.WriteInt32BigEndian(control.AsSpan(8), _frames[0].Height);
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(20), (ushort)Milliseconds);
        BinaryPrimitives.WriteUInt16BigEndian(control.AsSpan(22), 1000);
        return control;
    }
}
