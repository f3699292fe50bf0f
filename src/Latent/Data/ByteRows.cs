using System.Numerics;
using Latent.Tensors;

namespace Latent.Data;

/// <summary>Rows kept as bytes, a quarter of the memory of floats, and scaled when they are read: 0 .. 255 becomes 0 .. 1.</summary>
public sealed class ByteRows : RowSource
{
    /// <summary>What a byte is multiplied by, unless said otherwise: 255 becomes exactly 1.</summary>
    public const float UnitScale = 1f / 255;

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
            Scaled(_values.AsSpan(rows[i] * length, length), destination.Slice(i * length, length), Scale);
        }
    }

    /// <summary>The rows of both, one after the other.</summary>
    internal static ByteRows Join(ByteRows first, ByteRows second) =>
        new([.. first._values, .. second._values], first.RowShape, first.Scale);

    private static void Scaled(ReadOnlySpan<byte> source, Span<float> destination, float scale)
    {
        int i = 0;
        int step = Vector<byte>.Count, quarter = Vector<float>.Count;
        var scales = new Vector<float>(scale);
        for (; i <= source.Length - step; i += step)
        {
            Vector.Widen(new Vector<byte>(source[i..]), out Vector<ushort> low, out Vector<ushort> high);
            Vector.Widen(low, out Vector<uint> a, out Vector<uint> b);
            Vector.Widen(high, out Vector<uint> c, out Vector<uint> d);
            Span<float> target = destination.Slice(i, step);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(a)) * scales).CopyTo(target);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(b)) * scales).CopyTo(target[quarter..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(c)) * scales).CopyTo(target[(2 * quarter)..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(d)) * scales).CopyTo(target[(3 * quarter)..]);
        }
        for (; i < source.Length; i++)
        {
            destination[i] = source[i] * scale;
        }
    }
}
