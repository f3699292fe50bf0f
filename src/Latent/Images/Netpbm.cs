using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Latent.Images;

/// <summary>Portable grey and colour maps (PGM and PPM, P2, P3, P5 and P6), with up to 65536 levels.</summary>
internal static class Netpbm
{
    /// <summary>Whether a file begins like one of these.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= 3 && start[0] == 'P' && start[1] is (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6' && (IsSpace(start[2]) || start[2] == '#');

    /// <summary>Reads what a file says about its image.</summary>
    /// <exception cref="InputException">It is damaged, or its bytes cannot hold so many pixels.</exception>
    public static ImageHeader ReadHeader(ReadOnlySpan<byte> start, long fileBytes, string name) => Parse(start, fileBytes, name, out _, out _);

    /// <summary>Decodes a file; levels are scaled to all of 8 or 16 bits.</summary>
    /// <exception cref="InputException">It is damaged or cut short.</exception>
    public static Image Decode(ReadOnlySpan<byte> file, string name)
    {
        ImageHeader header = Parse(file, file.Length, name, out int maximum, out int dataStart);
        var image = new Image(header.Width, header.Height, header.Channels, header.Bits);
        int samples = header.Width * header.Height * header.Channels;
        bool text = file[1] is (byte)'2' or (byte)'3';
        ReadOnlySpan<byte> data = file[dataStart..];
        int size = maximum > 255 ? 2 : 1;
        if (!text && data.Length < (long)samples * size)
        {
            throw CutShort(name);
        }
        Span<byte> narrow = size == 1 ? image.Samples : [];
        Span<ushort> wide = size == 2 ? image.WideSamples : [];
        for (int i = 0; i < samples; i++)
        {
            int level = text ? Number(ref data, name, "a level") : size == 1 ? data[i] : BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]);
            if (level > maximum)
            {
                throw new InputException($"{name} is damaged: it has the level {level}, and says that {maximum} is the greatest.");
            }
            if (size == 1)
            {
                narrow[i] = (byte)(((level * 255) + (maximum / 2)) / maximum);
            }
            else
            {
                wide[i] = (ushort)((((long)level * 65535) + (maximum / 2)) / maximum);
            }
        }
        return image;
    }

    /// <summary>Writes grey as PGM and colour as PPM, binary, with all the levels of the image.</summary>
    public static void Write(Stream stream, Image image)
    {
        bool wide = image.Bits == 16;
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{(image.Channels == 1 ? "P5" : "P6")}\n{image.Width} {image.Height}\n{(wide ? 65535 : 255)}\n")));
        if (!wide)
        {
            stream.Write(image.Samples);
            return;
        }
        byte[] row = new byte[image.Width * image.Channels * 2];
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<ushort> samples = image.WideSamples.Slice(y * image.Width * image.Channels, image.Width * image.Channels);
            for (int i = 0; i < samples.Length; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * i), samples[i]);
            }
            stream.Write(row);
        }
    }

    private static ImageHeader Parse(ReadOnlySpan<byte> start, long fileBytes, string name, out int maximum, out int dataStart)
    {
        bool text = start[1] is (byte)'2' or (byte)'3';
        int channels = start[1] is (byte)'3' or (byte)'6' ? 3 : 1;
        ReadOnlySpan<byte> rest = start[2..];
        int width = Number(ref rest, name, "a width"), height = Number(ref rest, name, "a height");
        maximum = Number(ref rest, name, "a greatest level");
        if (width <= 0 || height <= 0 || maximum is <= 0 or > 65535)
        {
            throw new InputException($"{name} is damaged: its header says what cannot be (size {width} x {height}, greatest level {maximum}).");
        }
        // One space ends the header; the pixels follow at once.
        dataStart = start.Length - rest.Length + (text ? 0 : 1);
        if (!text && (rest.IsEmpty || !IsSpace(rest[0])))
        {
            throw CutShort(name);
        }
        var header = new ImageHeader(ImageFormat.Netpbm, width, height, channels, maximum > 255 ? 16 : 8).Require(name, fileBytes, 1);
        // A level written in text takes a digit and, but for the last, a space.
        Int128 least = (Int128)width * height * channels * (text || maximum > 255 ? 2 : 1);
        return dataStart + least - (text ? 1 : 0) > fileBytes ? throw CutShort(name) : header;
    }

    /// <summary>A number after spaces and comments.</summary>
    private static int Number(ref ReadOnlySpan<byte> rest, string name, string what)
    {
        int at = 0;
        while (at < rest.Length && (IsSpace(rest[at]) || rest[at] == '#'))
        {
            if (rest[at] == '#')
            {
                int line = rest[at..].IndexOfAny((byte)'\n', (byte)'\r');
                at = line < 0 ? rest.Length : at + line;
                continue;
            }
            at++;
        }
        int digits = at;
        int value = 0;
        for (; at < rest.Length && char.IsAsciiDigit((char)rest[at]); at++)
        {
            value = value > 99_999_999 ? throw new InputException($"{name} is damaged: {what} in it is far too large.") : (value * 10) + (rest[at] - '0');
        }
        if (at == digits)
        {
            throw at == rest.Length ? CutShort(name) : new InputException($"{name} is damaged: {what} is expected where it has something else.");
        }
        rest = rest[at..];
        return value;
    }

    private static InputException CutShort(string name) => new($"{name} is cut short: its pixels end before the image does.");

    private static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);
}
