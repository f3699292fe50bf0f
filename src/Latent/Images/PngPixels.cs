using System.Buffers.Binary;

namespace Latent.Images;

/// <summary>Turns the unpacked bytes of a PNG file into samples: filters are undone row by row, and rows are spread over the image.</summary>
internal sealed class PngPixels(PngHeader header, byte[]? palette, byte[]? transparency, string name)
{
    // The passes of Adam7: first column, first row, distance of columns, distance of rows.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private readonly Image _image = new(
        header.Image.Width, header.Image.Height, header.Image.Channels + (transparency is null ? 0 : 1), header.Image.Bits);

    /// <summary>Reads all rows.</summary>
    /// <exception cref="InputException">There are too few, or one is not made as rows are.</exception>
    /// <exception cref="InvalidDataException">The stream is damaged.</exception>
    public Image Read(Stream unpacked)
    {
        if (header.Interlaced)
        {
            foreach ((int x, int y, int stepX, int stepY) in Passes)
            {
                ReadPass(unpacked, x, y, stepX, stepY);
            }
        }
        else
        {
            ReadPass(unpacked, 0, 0, 1, 1);
        }
        // The end of the stream is where its checksum is looked at.
        unpacked.ReadByte();
        return _image;
    }

    private void ReadPass(Stream unpacked, int x, int y, int stepX, int stepY)
    {
        int columns = (_image.Width - x + stepX - 1) / stepX, rows = (_image.Height - y + stepY - 1) / stepY;
        if (columns <= 0 || rows <= 0)
        {
            return;
        }
        int length = header.RowBytes(columns), distance = Math.Max(1, header.PixelBits / 8);
        byte[] row = new byte[length + 1], above = new byte[length + 1];
        for (int i = 0; i < rows; i++)
        {
            if (unpacked.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
            {
                throw new InputException($"{name} is cut short: its pixels end before the image does.");
            }
            Unfilter(row[0], row.AsSpan(1), above.AsSpan(1), distance);
            Spread(row.AsSpan(1), columns, ((long)(y + (i * stepY)) * _image.Width) + x, stepX);
            (row, above) = (above, row);
        }
    }

    /// <summary>Adds the guesses from neighbours that the writer subtracted.</summary>
    private void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (int i = distance; i < row.Length; i++)
                {
                    row[i] += row[i - distance];
                }
                break;
            case 2:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }
                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) / 2);
                }
                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += i < distance ? above[i] : PngFilter.Paeth(row[i - distance], above[i], above[i - distance]);
                }
                break;
            default:
                throw new InputException($"{name} is damaged: a row has the filter {filter}, which does not exist.");
        }
    }

    /// <summary>Puts a row's pixels into the image, every <paramref name="step"/>-th from <paramref name="first"/> on.</summary>
    private void Spread(ReadOnlySpan<byte> row, int columns, long first, int step)
    {
        if (header.Depth == 16)
        {
            SpreadWide(row, columns, (int)first, step);
            return;
        }
        int channels = _image.Channels, stored = header.StoredChannels;
        Span<byte> samples = _image.Samples;
        if (header.Depth == 8 && stored == channels && header.Kind != PngHeader.Palette && step == 1)
        {
            row[..(columns * channels)].CopyTo(samples[((int)first * channels)..]);
            return;
        }
        for (int i = 0; i < columns; i++)
        {
            Span<byte> pixel = samples.Slice(((int)first + (i * step)) * channels, channels);
            if (header.Depth < 8 || header.Kind == PngHeader.Palette)
            {
                Small(Value(row, i), pixel);
                continue;
            }
            ReadOnlySpan<byte> source = row.Slice(i * stored, stored);
            source.CopyTo(pixel);
            if (stored < channels)
            {
                bool clear = true;
                for (int c = 0; c < stored; c++)
                {
                    clear &= source[c] == BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * c));
                }
                pixel[stored] = clear ? (byte)0 : byte.MaxValue;
            }
        }
    }

    /// <summary>One grey level or palette entry.</summary>
    private void Small(int value, Span<byte> pixel)
    {
        if (header.Kind == PngHeader.Palette)
        {
            if (3 * value >= palette!.Length)
            {
                throw new InputException($"{name} is damaged: a pixel has the colour {value}, and the palette has {palette.Length / 3}.");
            }
            palette.AsSpan(3 * value, 3).CopyTo(pixel);
            if (pixel.Length == 4)
            {
                pixel[3] = value < transparency!.Length ? transparency[value] : byte.MaxValue;
            }
            return;
        }
        pixel[0] = (byte)(value * 255 / ((1 << header.Depth) - 1));
        if (pixel.Length == 2)
        {
            pixel[1] = value == BinaryPrimitives.ReadUInt16BigEndian(transparency) ? (byte)0 : byte.MaxValue;
        }
    }

    private int Value(ReadOnlySpan<byte> row, int i)
    {
        int bit = i * header.Depth;
        return (row[bit >> 3] >> (8 - header.Depth - (bit & 7))) & ((1 << header.Depth) - 1);
    }

    private void SpreadWide(ReadOnlySpan<byte> row, int columns, int first, int step)
    {
        int channels = _image.Channels, stored = header.StoredChannels;
        Span<ushort> samples = _image.WideSamples;
        for (int i = 0; i < columns; i++)
        {
            Span<ushort> pixel = samples.Slice((first + (i * step)) * channels, channels);
            bool clear = true;
            for (int c = 0; c < stored; c++)
            {
                pixel[c] = BinaryPrimitives.ReadUInt16BigEndian(row[(2 * ((i * stored) + c))..]);
                clear &= stored < channels && pixel[c] == BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * c));
            }
            if (stored < channels)
            {
                pixel[stored] = clear ? (ushort)0 : ushort.MaxValue;
            }
        }
    }
}
