using System.Buffers.Binary;
using Latent.Data;
using Latent.Tensors;

namespace Latent.Volumes;

/// <summary>The header of a NIfTI-1 file: 348 bytes, in the byte order of the machine that wrote them.</summary>
/// <param name="Kind">How one number is stored.</param>
/// <param name="BigEndian">Whether the most significant byte comes first.</param>
/// <param name="Extents">[series, depth, height, width], outermost first; x runs fastest.</param>
/// <param name="Voxel">The edges of a voxel in millimetres.</param>
/// <param name="DataStart">Where the numbers begin.</param>
/// <param name="Slope">What stored numbers are multiplied by.</param>
/// <param name="Intercept">What is added then.</param>
internal sealed record NiftiHeader(NumberKind Kind, bool BigEndian, long[] Extents, VoxelSize Voxel, int DataStart, double Slope, double Intercept)
{
    /// <summary>How long a header is.</summary>
    public const int Length = 348;

    /// <summary>Where numbers begin at the earliest: behind the header and four bytes that say whether it is extended.</summary>
    public const int LeastStart = 352;

    /// <summary>The largest extent that the format can write.</summary>
    public const int LargestExtent = short.MaxValue;

    private const int SecondVersionLength = 540;
    private const int MostStart = 1 << 24;

    /// <summary>Whether stored numbers are bytes that mean themselves.</summary>
    public bool IsEightBit => Kind == NumberKind.UInt8 && Slope == 1 && Intercept == 0;

    /// <summary>The shape of one volume.</summary>
    public Shape VolumeShape => new((int)Extents[1], (int)Extents[2], (int)Extents[3]);

    /// <summary>What the numbers behind the header are, as any array.</summary>
    public ArrayLayout Layout => new(Kind, BigEndian, Fortran: false, Extents);

    /// <summary>Whether a file that begins so, after decompression, says that it is NIfTI.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length >= 4 && Order(start) is not null;

    /// <summary>Understands a header.</summary>
    /// <param name="bytes">The first 348 bytes.</param>
    /// <param name="path">What to call the file in messages.</param>
    /// <exception cref="InputException">It is no NIfTI-1 header, or of a kind that cannot be read.</exception>
    public static NiftiHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        (int length, bool big) = Order(bytes) ?? throw new InputException($"{path} is not a NIfTI-1 file: its header does not say that it is {Length} bytes long.");
        if (length == SecondVersionLength)
        {
            throw new InputException($"{path} is of NIfTI version 2; convert it to NIfTI-1.");
        }
        ReadOnlySpan<byte> magic = bytes.Slice(344, 4);
        if (magic.SequenceEqual("ni1\0"u8))
        {
            throw new InputException($"{path} is half of a NIfTI pair (.hdr and .img); convert it to a single .nii file.");
        }
        if (!magic.SequenceEqual("n+1\0"u8))
        {
            throw new InputException($"{path} is not a NIfTI-1 file: the mark 'n+1' is missing at the end of its header.");
        }
        var fields = new Fields(bytes, big);
        (double slope, double intercept) = Scaling(fields, path);
        return new NiftiHeader(NumbersOf(fields, path), big, ExtentsOf(fields, path), VoxelOf(fields), StartOf(fields, path), slope, intercept);
    }

    private static (int Length, bool BigEndian)? Order(ReadOnlySpan<byte> start)
    {
        foreach (bool big in (ReadOnlySpan<bool>)[false, true])
        {
            int length = big ? BinaryPrimitives.ReadInt32BigEndian(start) : BinaryPrimitives.ReadInt32LittleEndian(start);
            if (length is Length or SecondVersionLength)
            {
                return (length, big);
            }
        }
        return null;
    }

    private static long[] ExtentsOf(Fields fields, string path)
    {
        int rank = fields.Int16(40);
        if (rank is < 3 or > 7)
        {
            throw new InputException($"{path} has {rank} dimensions; a volume has 3, a series of volumes 4.");
        }
        long[] extents = [1, 1, 1, 1];
        for (int i = 1; i <= rank; i++)
        {
            int extent = fields.Int16(40 + (2 * i));
            if (extent < 1)
            {
                throw new InputException($"{path} is damaged: its dimension {i} has an extent of {extent}.");
            }
            if (i <= 3)
            {
                extents[^i] = extent;
            }
            else if (extent > 1)
            {
                if (extents[0] > 1)
                {
                    throw new InputException($"{path} has more than 4 dimensions; a volume has 3, a series of volumes 4.");
                }
                extents[0] = extent;
            }
        }
        return extents;
    }

    private static NumberKind NumbersOf(Fields fields, string path)
    {
        int code = fields.Int16(70), bits = fields.Int16(72);
        NumberKind kind = code switch
        {
            2 => NumberKind.UInt8,
            4 => NumberKind.Int16,
            8 => NumberKind.Int32,
            16 => NumberKind.Float32,
            64 => NumberKind.Float64,
            256 => NumberKind.Int8,
            512 => NumberKind.UInt16,
            768 => NumberKind.UInt32,
            1024 => NumberKind.Int64,
            1280 => NumberKind.UInt64,
            1 => throw new InputException($"{path} holds single bits; convert it to uint8."),
            32 or 1792 or 2048 => throw new InputException($"{path} holds complex numbers; save their magnitude as float32."),
            128 or 2304 => throw new InputException($"{path} holds colours; save one channel as float32."),
            1536 => throw new InputException($"{path} holds 128-bit floats; convert it to float32."),
            _ => throw new InputException($"{path} holds values of the unknown type {code}; convert it to float32."),
        };
        return bits == 8 * kind.Size() ? kind : throw new InputException($"{path} is damaged: values of its type {code} have {8 * kind.Size()} bits, and its header says {bits}.");
    }

    private static int StartOf(Fields fields, string path)
    {
        float start = fields.Single(108);
        // Some programs leave the field empty.
        if (start == 0)
        {
            return LeastStart;
        }
        return start >= LeastStart && start <= MostStart && start == MathF.Floor(start)
            ? (int)start
            : throw new InputException(FormattableString.Invariant($"{path} is damaged: its values cannot begin at byte {start}."));
    }

    private static (double Slope, double Intercept) Scaling(Fields fields, string path)
    {
        float slope = fields.Single(112), intercept = fields.Single(116);
        // The format's way to say that numbers mean themselves.
        if (slope == 0 || float.IsNaN(slope))
        {
            return (1, 0);
        }
        intercept = float.IsNaN(intercept) ? 0 : intercept;
        return float.IsFinite(slope) && float.IsFinite(intercept)
            ? (slope, intercept)
            : throw new InputException($"{path} is damaged: the slope or the intercept of its values is infinite.");
    }

    private static VoxelSize VoxelOf(Fields fields)
    {
        float unit = (fields.Byte(123) & 7) switch { 1 => 1000, 3 => 0.001f, _ => 1 };
        return new VoxelSize(Edge(fields.Single(80)), Edge(fields.Single(84)), Edge(fields.Single(88)));

        float Edge(float length) => Math.Abs(length) * unit is var edge and > 0 && float.IsFinite(edge) ? edge : 1;
    }

    /// <summary>Numbers at places of a header.</summary>
    private readonly ref struct Fields(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;

        public byte Byte(int at) => _bytes[at];

        public int Int16(int at) => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt16LittleEndian(_bytes[at..]);

        public float Single(int at) => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(_bytes[at..]) : BinaryPrimitives.ReadSingleLittleEndian(_bytes[at..]);
    }
}
