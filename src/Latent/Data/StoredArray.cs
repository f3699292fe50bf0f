namespace Latent.Data;

/// <summary>
/// An array in a file: its header, and its numbers still to be read. Memory is taken as data arrives, or at once when the stream's true length
/// is known to match: a header alone allocates nothing.
/// </summary>
/// <param name="stream">Stands at the first number.</param>
/// <param name="layout">What the header promises.</param>
/// <param name="available">How many bytes follow, when that is certain; null for compressed data.</param>
/// <param name="name">What to call the array in messages.</param>
internal sealed class StoredArray(Stream stream, ArrayLayout layout, long? available, string name)
{
    private const int ChunkBytes = 1 << 16;

    /// <summary>What the header promises.</summary>
    public ArrayLayout Layout => layout;

    /// <summary>Everything as rows along the first dimension, and what they are. Bytes stay bytes.</summary>
    /// <exception cref="InputException">There are no rows, or a value is missing and that was not allowed.</exception>
    public (DataKind Kind, RowSource Rows) ReadRows(DataOptions options)
    {
        RowView view = RowView.Of(layout, options.As, name);
        if (layout.Kind.IsByte())
        {
            byte[] bytes = ReadBytes(), pixels = [];
            view.Order.Apply<byte>(bytes, view.RowShape.Length, ref pixels);
            return (view.Kind, new ByteRows(bytes, view.RowShape, view.ByteScale));
        }
        float[] values = ReadFloats();
        int wrong = options.AllowMissing || !layout.Kind.IsFloating() ? -1 : Finite.IndexOfOther(values);
        if (wrong >= 0)
        {
            int row = wrong / view.RowShape.Length;
            Finite.Require(values.AsSpan(row * view.RowShape.Length, view.RowShape.Length), row, name);
        }
        float[] picture = [];
        view.Order.Apply<float>(values, view.RowShape.Length, ref picture);
        return (view.Kind, new FloatRows(values, view.RowShape));
    }

    /// <summary>One whole number a row.</summary>
    /// <exception cref="InputException">There are several numbers a row, or one is not whole.</exception>
    public int[] ReadLabels() => layout.HoldsLabels
        ? ReadIntegers()
        : throw new InputException($"{name} has the shape {layout.Text}; labels are one number a row.");

    /// <summary>One number a row, perhaps not a number.</summary>
    /// <exception cref="InputException">There are several numbers a row, or one is infinite.</exception>
    public float[] ReadNumbers()
    {
        if (layout.Extents.Length != 1 && (layout.Extents.Length != 2 || layout.Extents[1] != 1))
        {
            throw new InputException($"{name} has the shape {layout.Text}; a number to be told from rows is one number a row.");
        }
        float[] values = ReadFloats();
        int infinite = Array.FindIndex(values, float.IsInfinity);
        return infinite < 0 ? values : throw new InputException($"{name}: value {infinite} is infinite; write NaN where a number is missing.");
    }

    /// <summary>Everything as bytes, first index slowest.</summary>
    public byte[] ReadBytes() => Read<byte>((source, destination, _) => source.CopyTo(destination));

    /// <summary>Everything as floats, first index slowest.</summary>
    public float[] ReadFloats() => Read<float>((source, destination, _) => layout.Kind.ToFloats(layout.BigEndian, source, destination));

    /// <summary>Everything as integers, first index slowest.</summary>
    /// <exception cref="InputException">A number is not a 32-bit integer.</exception>
    public int[] ReadIntegers() => Read<int>((source, destination, first) =>
    {
        int wrong = layout.Kind.ToIntegers(layout.BigEndian, source, destination);
        if (wrong >= 0)
        {
            throw new InputException($"{name}: value {first + wrong} is not a 32-bit integer; labels have to be whole numbers.");
        }
    });

    private delegate void Conversion<T>(Span<byte> source, Span<T> destination, int first);

    private T[] Read<T>(Conversion<T> convert)
    {
        int size = layout.Kind.Size();
        long? declared = layout.Count;
        if (declared is null || (available is { } bytes && bytes != declared * size))
        {
            string promised = declared is null ? "more values than any file holds" : $"{declared * size} bytes";
            string present = available is null ? "" : $" but {available} follow";
            throw new InputException($"{name} is damaged: its header promises {promised} of shape {layout.Text}{present}.");
        }
        if (declared > Array.MaxLength)
        {
            throw new InputException($"{name} has {declared} values, more than memory can take at once; store it as a .npy file in C order, which is read from disk as it is needed.");
        }
        int count = (int)declared;
        T[] values = new T[available is null ? Math.Min(count, ChunkBytes) : count];
        byte[] chunk = new byte[Math.Min((long)count * size, ChunkBytes)];
        int read = 0;
        while (read < count)
        {
            int wanted = Math.Min(count - read, ChunkBytes / size);
            int got = ReadFully(chunk.AsSpan(0, wanted * size)) / size;
            if (got < wanted)
            {
                throw new InputException($"{name} is cut short: its header promises {count} values of shape {layout.Text} and only {read + got} are there.");
            }
            if (read + got > values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(count, Math.Max(2L * values.Length, read + got)));
            }
            convert(chunk.AsSpan(0, got * size), values.AsSpan(read, got), read);
            read += got;
        }
        if (ReadFully(stackalloc byte[1]) > 0)
        {
            throw new InputException($"{name} goes on behind its {count} values of shape {layout.Text}: it is damaged, or not one array.");
        }
        return layout.Fortran ? FromFortran(values) : values;
    }

    private int ReadFully(Span<byte> buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new InputException($"{name} is damaged or cut short: its compressed data cannot be unpacked.", exception);
        }
        catch (IOException exception)
        {
            throw new InputException($"{name} cannot be read: {exception.Message}", exception);
        }
    }

    private T[] FromFortran<T>(T[] values)
    {
        long[] extents = layout.Extents;
        if (extents.Length < 2 || values.Length == 0)
        {
            return values;
        }
        T[] ordered = new T[values.Length];
        int rows = (int)extents[0], length = values.Length / rows;
        int[] index = new int[extents.Length];
        for (int column = 0; column < length; column++)
        {
            // Where this position of a row starts in the file, whose index order is reversed.
            long start = 0;
            for (int i = extents.Length - 1; i >= 1; i--)
            {
                start = (start * extents[i]) + index[i];
            }
            start *= rows;
            for (int row = 0; row < rows; row++)
            {
                ordered[((long)row * length) + column] = values[start + row];
            }
            for (int i = extents.Length - 1; i >= 1 && ++index[i] == extents[i]; i--)
            {
                index[i] = 0;
            }
        }
        return ordered;
    }
}
