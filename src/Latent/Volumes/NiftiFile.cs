using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Latent.Data;
using Latent.Files;
using Latent.Tensors;

namespace Latent.Volumes;

/// <summary>
/// Reads and writes NIfTI-1 files, the scanners' format, plain or gzipped: integers and floats of 8 to 64 bits in both byte
/// orders. Values are kept in the file's order, x running fastest, so that a volume is <c>[depth, height, width]</c>; where
/// the patient lies is not looked at.
/// </summary>
public static class NiftiFile
{
    /// <summary>Deflate cannot do better than 1032 : 1.</summary>
    private const long BestCompression = 1032;

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="InputException">The file is missing, not NIfTI-1, damaged, cut short, or of values that are not numbers.</exception>
    public static NiftiVolume Read(string path) => Open(path, (content, header, available) =>
    {
        Skip(content, header.DataStart - NiftiHeader.Length, path);
        float[] values = new StoredArray(content, header.Layout, available, path).ReadFloats();
        if (header.Slope != 1 || header.Intercept != 0)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)((values[i] * header.Slope) + header.Intercept);
            }
        }
        long[] extents = header.Extents;
        Shape shape = extents[0] == 1 ? header.VolumeShape : header.VolumeShape.Prepend((int)extents[0]);
        return new NiftiVolume(values, shape, header.Voxel) { IsEightBit = header.IsEightBit };
    });

    /// <summary>Writes floats, gzipped if the name ends in .gz, in place of whatever is there, once all is on the disk.</summary>
    /// <param name="path">The file: .nii or .nii.gz.</param>
    /// <param name="values">Row major.</param>
    /// <param name="shape"><c>[depth, height, width]</c> or <c>[series, depth, height, width]</c>.</param>
    /// <param name="voxel">The edges of a voxel; null is a millimetre each.</param>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    /// <exception cref="InputException">The shape is not that of a volume or too large for the format, or the file cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<float> values, Shape shape, VoxelSize? voxel = null) =>
        Write(path, values, shape, voxel, 16);

    /// <summary>Writes bytes; see the other.</summary>
    /// <inheritdoc cref="Write(string, ReadOnlySpan{float}, Shape, VoxelSize?)"/>
    public static void Write(string path, ReadOnlySpan<byte> values, Shape shape, VoxelSize? voxel = null) =>
        Write(path, values, shape, voxel, 2);

    /// <summary>Reads only the header, and checks it against the file's length.</summary>
    internal static NiftiHeader ReadHeader(string path) => Open(path, (_, header, _) => header);

    private static T Open<T>(string path, Func<Stream, NiftiHeader, long?, T> use)
    {
        using FileStream file = InputFile.Open(path);
        using Stream content = IdxFile.Decompressed(file);
        byte[] start = new byte[NiftiHeader.Length];
        int read = Fill(content, start, path);
        if (read < start.Length)
        {
            throw new InputException(read < 4 || !NiftiHeader.Recognises(start)
                ? $"{path} is not a NIfTI-1 file: it has only {read} bytes."
                : $"{path} is cut short: it ends within its header.");
        }
        NiftiHeader header = NiftiHeader.Parse(start, path);
        long? promised = header.Layout.Count * header.Kind.Size();
        if (ReferenceEquals(content, file))
        {
            long present = file.Length - header.DataStart;
            return promised == present
                ? use(content, header, present)
                : throw new InputException($"{path} is damaged: its header promises {Promise(promised)} of shape {header.Layout.Text} but {Math.Max(0, present)} follow.");
        }
        if (promised is not { } bytes || bytes / BestCompression > file.Length)
        {
            throw new InputException($"{path} is damaged: its {file.Length} compressed bytes cannot unpack to the {Promise(promised)} of shape {header.Layout.Text} that its header promises.");
        }
        return use(content, header, null);
    }

    private static string Promise(long? bytes) => bytes is { } known ? FormattableString.Invariant($"{known} bytes") : "more values than any file holds";

    private static void Skip(Stream content, int count, string path)
    {
        byte[] scratch = new byte[Math.Min(count, 1 << 12)];
        for (int left = count; left > 0; left -= scratch.Length)
        {
            int wanted = Math.Min(left, scratch.Length);
            if (Fill(content, scratch.AsSpan(0, wanted), path) < wanted)
            {
                throw new InputException($"{path} is cut short: it ends before its values begin.");
            }
        }
    }

    private static int Fill(Stream content, Span<byte> buffer, string path)
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

    private static void Write<T>(string path, ReadOnlySpan<T> values, Shape shape, VoxelSize? voxel, short type)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(path);
        if (values.Length != shape.Length)
        {
            throw new ArgumentException($"{values.Length} values do not fill the shape {shape}.", nameof(values));
        }
        if (shape.Rank is not (3 or 4) || shape.Length == 0 || shape.ToArray().Max() > NiftiHeader.LargestExtent)
        {
            throw new InputException($"{path} cannot hold values of shape {shape}: a NIfTI-1 file has 3 or 4 dimensions of 1 to {NiftiHeader.LargestExtent}.");
        }
        using var file = new NewFile(path);
        try
        {
            using Stream? packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file.Stream, CompressionLevel.Optimal, leaveOpen: true) : null;
            Stream content = packed ?? file.Stream;
            content.Write(Header(shape, voxel ?? VoxelSize.Millimetre, type));
            // In pieces: the bytes of a whole array may be more than a span counts.
            for (int i = 0; i < values.Length; i += 1 << 16)
            {
                content.Write(MemoryMarshal.AsBytes(values.Slice(i, Math.Min(1 << 16, values.Length - i))));
            }
        }
        catch (Exception exception) when (FileFault.Explains(exception))
        {
            throw FileFault.Writing(path, exception);
        }
        file.Keep();
    }

    private static byte[] Header(Shape shape, VoxelSize voxel, short type)
    {
        byte[] header = new byte[NiftiHeader.LeastStart];
        Span<byte> bytes = header;
        BinaryPrimitives.WriteInt32LittleEndian(bytes, NiftiHeader.Length);
        bytes[38] = (byte)'r';
        Short(bytes, 40, (short)shape.Rank);
        for (int i = 1; i <= 7; i++)
        {
            Short(bytes, 40 + (2 * i), i <= shape.Rank ? (short)shape[^i] : (short)1);
        }
        Short(bytes, 70, type);
        Short(bytes, 72, type == 2 ? (short)8 : (short)32);
        ReadOnlySpan<float> edges = [1, voxel.X, voxel.Y, voxel.Z, 1];
        for (int i = 0; i < edges.Length; i++)
        {
            Single(bytes, 76 + (4 * i), edges[i]);
        }
        Single(bytes, 108, NiftiHeader.LeastStart);
        Single(bytes, 112, 1);
        const byte Millimetres = 2;
        bytes[123] = Millimetres;
        "Latent"u8.CopyTo(bytes[148..]);
        // Without a place in a scanner, viewers are told the axes as they are: x, y and z along the voxels.
        Short(bytes, 254, 1);
        Single(bytes, 280, voxel.X);
        Single(bytes, 300, voxel.Y);
        Single(bytes, 320, voxel.Z);
        "n+1\0"u8.CopyTo(bytes[344..]);
        return header;
    }

    private static void Short(Span<byte> header, int at, short value) => BinaryPrimitives.WriteInt16LittleEndian(header[at..], value);

    private static void Single(Span<byte> header, int at, float value) => BinaryPrimitives.WriteSingleLittleEndian(header[at..], value);
}
