using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Rows kept as bytes, a quarter of the memory of floats, and scaled when they are read: 0 .. 255 becomes 0 .. 1.</summary>
public sealed class ByteRows : RowSource
{
    /// <summary>What a byte is multiplied by, unless said otherwise: 255 becomes exactly 1.</summary>
    public const float UnitScale = 1f / 255;

    private const int Ahead = 8;

    private readonly byte[] _values;

    /// <summary>Rows over these bytes, which are not copied.</summary>
    /// <param name="values">All rows one after the other, each row major.</param>
    /// <param name="rowShape">The shape of one row.</param>
    /// <param name="scale">What every byte is multiplied by.</param>
    /// <exception cref="ArgumentException">The values are not whole rows.</exception>
    public ByteRows(byte[] values, Shape rowShape, float scale = UnitScale)
        : base(CountRows((values ?? throw new ArgumentNullException(nameof(values))).Length, rowShape), rowShape)
    {
        _values = values;
        Scale = scale;
    }

    /// <summary>What every byte is multiplied by.</summary>
    public float Scale { get; }

    /// <summary>The bytes as they are stored.</summary>
    public ReadOnlySpan<byte> Values => _values;

    /// <inheritdoc/>
    public override bool IsEightBit => Scale == UnitScale;

    /// <inheritdoc/>
    public override bool Streamed => false;

    /// <inheritdoc/>
    public override void Read(ReadOnlySpan<int> rows, Span<float> destination)
    {
        CheckRequest(rows, destination);
        int length = RowShape.Length;
        for (int i = 0; i < rows.Length; i++)
        {
            if (i + Ahead < rows.Length)
            {
                Prefetch(_values.AsSpan(rows[i + Ahead] * length, length));
            }
            Scaled(_values.AsSpan(rows[i] * length, length), destination.Slice(i * length, length), Scale);
        }
    }

    /// <summary>The rows of both, one after the other.</summary>
    internal static ByteRows Join(ByteRows first, ByteRows second) =>
        new([.. first._values, .. second._values], first.RowShape, first.Scale);

    /// <summary>Shuffled rows lie anywhere, so each is asked for before it is needed.</summary>
    private static unsafe void Prefetch(ReadOnlySpan<byte> row)
    {
        const int Line = 64;
        if (!Sse.IsSupported)
        {
            return;
        }
        fixed (byte* p = row)
        {
            for (int i = 0; i < row.Length; i += Line)
            {
                Sse.Prefetch0(p + i);
            }
        }
    }

    /// <summary>Bytes as floats, each multiplied.</summary>
    internal static unsafe void Scaled(ReadOnlySpan<byte> source, Span<float> destination, float scale)
    {
        int i = 0;
        if (Avx2.IsSupported)
        {
            Vector256<float> scales = Vector256.Create(scale);
            fixed (byte* from = source)
            fixed (float* to = destination)
            {
                for (; i <= source.Length - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    Avx.Store(to + i, Avx.Multiply(Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(from + i)), scales));
                }
            }
        }
        for (; i < source.Length; i++)
        {
            destination[i] = source[i] * scale;
        }
    }
}
