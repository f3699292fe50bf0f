using System.Buffers.Binary;
using System.IO.Compression;

namespace Latent.Data;

/// <summary>Reads IDX files, the format of MNIST, plain or gzip-compressed (told by their content): 8, 16 and 32-bit integers, 32 and 64-bit floats, of rank 1 to 4.</summary>
public static class IdxFile
{
    /// <summary>Reads an array as rows along its first dimension. Bytes stay bytes and are scaled to 0 .. 1 when they are read.</summary>
    /// <exception cref="InputException">The file is missing, not IDX, damaged, cut short, or has no rows.</exception>
    public static RowSource ReadRows(string path) => Open(path, array => array.ReadRows(DataOptions.Default).Rows);

    /// <summary>Reads an array of rank 1 as labels.</summary>
    /// <exception cref="InputException">The file is missing, not IDX, damaged, cut short, not of rank 1, or not of whole numbers.</exception>
    public static int[] ReadLabels(string path) => Open(path, array => array.ReadLabels());

    /// <summary>Whether a file that begins so, after decompression, is IDX.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && start[0] == 0 && start[1] == 0 && KindOf(start[2]) is not null && start[3] is >= 1 and <= 4;

    /// <summary>Opens the array in a file and hands it over.</summary>
    internal static T Open<T>(string path, Func<StoredArray, T> use)
    {
        using FileStream file = InputFile.Open(path);
        using Stream content = Decompressed(file);
        return use(Header(content, ReferenceEquals(content, file) ? file : null, path));
    }

    /// <summary>The content of a file behind gzip, if there is gzip.</summary>
    internal static Stream Decompressed(FileStream file) => InputFile.Start(file, 2) is [0x1F, 0x8B]
        ? new GZipStream(file, CompressionMode.Decompress)
        : file;

    private static StoredArray Header(Stream content, FileStream? plain, string path)
    {
        Span<byte> header = stackalloc byte[4 + (4 * 4)];
        if (Read(content, header[..4], path) < 4 || header[0] != 0 || header[1] != 0)
        {
            throw new InputException($"{path} is not an IDX file: it does not begin with two zero bytes, a type and a rank.");
        }
        NumberKind kind = KindOf(header[2]) ?? throw new InputException($"{path} is not an IDX file that can be read: 0x{header[2]:X2} is no known type of values.");
        int rank = header[3];
        if (rank is < 1 or > 4)
        {
            throw new InputException($"{path} has {rank} dimensions; IDX files of 1 to 4 can be read.");
        }
        Span<byte> sizes = header.Slice(4, 4 * rank);
        if (Read(content, sizes, path) < sizes.Length)
        {
            throw new InputException($"{path} is cut short: it ends within its header.");
        }
        long[] extents = new long[rank];
        for (int i = 0; i < rank; i++)
        {
            extents[i] = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
        }
        var layout = new ArrayLayout(kind, BigEndian: true, Fortran: false, extents);
        return new StoredArray(content, layout, plain?.Length - plain?.Position, path);
    }

    private static int Read(Stream content, Span<byte> buffer, string path)
    {
        try
        {
            return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new InputException($"{path} is damaged or cut short: its compressed data cannot be unpacked.", exception);
        }
    }

    private static NumberKind? KindOf(byte code) => code switch
    {
        0x08 => NumberKind.UInt8,
        0x09 => NumberKind.Int8,
        0x0B => NumberKind.Int16,
        0x0C => NumberKind.Int32,
        0x0D => NumberKind.Float32,
        0x0E => NumberKind.Float64,
        _ => null,
    };
}
