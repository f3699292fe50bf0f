using System.Runtime.InteropServices;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Reads and writes .npy files (versions 1 to 3): booleans, integers and floats of every width and byte order, in C or Fortran order.</summary>
public static class NpyFile
{
    /// <summary>Opens an array as rows along its first dimension: loaded, or read from disk as needed when it is larger than <see cref="DataOptions.StreamAbove"/>.</summary>
    /// <exception cref="InputException">The file is missing, damaged, of a type that is not numbers, or has no rows; or a value is NaN or infinite and that was not allowed.</exception>
    public static RowSource ReadRows(string path, DataOptions? options = null) => OpenRows(path, options ?? DataOptions.Default).Rows;

    /// <summary>Reads one whole number a row: an array of shape <c>[n]</c> or <c>[n, 1]</c>.</summary>
    /// <exception cref="InputException">The file is missing, damaged, of another shape, or a value is not whole.</exception>
    public static int[] ReadLabels(string path)
    {
        using FileStream file = InputFile.Open(path);
        return Open(file, path, file.Length).ReadLabels();
    }

    /// <summary>Reads everything as floats, row major.</summary>
    /// <exception cref="InputException">The file is missing, damaged, of a type that is not numbers, or larger than memory can take at once.</exception>
    public static float[] ReadFloats(string path, out Shape shape)
    {
        using FileStream file = InputFile.Open(path);
        StoredArray array = Open(file, path, file.Length);
        float[] values = array.ReadFloats();
        shape = array.Layout.Extents.Length <= Shape.MaxRank
            ? new Shape(Array.ConvertAll(array.Layout.Extents, extent => checked((int)extent)))
            : throw new InputException($"{path} has {array.Layout.Extents.Length} dimensions; at most {Shape.MaxRank} can be read.");
        return values;
    }

    /// <summary>Writes floats of this shape, in place of whatever is there, once all is on the disk.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<float> values, Shape shape) => Write(path, "<f4", values, shape);

    /// <summary>Writes integers of this shape, in place of whatever is there, once all is on the disk.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<int> values, Shape shape) => Write(path, "<i4", values, shape);

    /// <summary>Opens an array as rows, and says what they are.</summary>
    internal static (DataKind Kind, RowSource Rows) OpenRows(string path, DataOptions options)
    {
        using FileStream file = InputFile.Open(path);
        ArrayLayout layout = NpyHeader.Read(file, path, out int headerLength);
        return layout.Count is { } count && count > options.StreamAbove / sizeof(float)
            ? NpyRows.Open(path, layout, headerLength, options)
            : new StoredArray(file, layout, file.Length - headerLength, path).ReadRows(options);
    }

    /// <summary>The array in a stream of <paramref name="length"/> bytes in all, or of unknown length.</summary>
    internal static StoredArray Open(Stream stream, string name, long? length)
    {
        ArrayLayout layout = NpyHeader.Read(stream, name, out int headerLength);
        return new StoredArray(stream, layout, length - headerLength, name);
    }

    /// <summary>Writes one array, header and numbers.</summary>
    internal static void Write<T>(Stream stream, string type, ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        if (values.Length != shape.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill the shape {shape}.", nameof(values));
        }
        stream.Write(NpyHeader.Create(type, Array.ConvertAll(shape.ToArray(), extent => (long)extent)));
        // In pieces: the bytes of a whole array may be more than a span counts.
        for (int i = 0; i < values.Length; i += 1 << 16)
        {
            stream.Write(MemoryMarshal.AsBytes(values.Slice(i, Math.Min(1 << 16, values.Length - i))));
        }
    }

    private static void Write<T>(string path, string type, ReadOnlySpan<T> values, Shape shape)
        where T : unmanaged
    {
        using var file = new NewFile(path);
        try
        {
            Write(file.Stream, type, values, shape);
        }
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            throw FileFault.Writing(path, exception);
        }
        file.Keep();
    }
}
