using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Latent.Data;

/// <summary>How one number is stored in a file.</summary>
internal enum NumberKind
{
    Boolean,
    UInt8,
    Int8,
    UInt16,
    Int16,
    UInt32,
    Int32,
    UInt64,
    Int64,
    Float16,
    Float32,
    Float64,
}

/// <summary>Turns stored numbers of every kind and byte order into those that are computed with.</summary>
internal static class NumberKinds
{
    /// <summary>How many bytes one number takes.</summary>
    public static int Size(this NumberKind kind) => kind switch
    {
        NumberKind.Boolean or NumberKind.UInt8 or NumberKind.Int8 => 1,
        NumberKind.UInt16 or NumberKind.Int16 or NumberKind.Float16 => 2,
        NumberKind.UInt32 or NumberKind.Int32 or NumberKind.Float32 => 4,
        _ => 8,
    };

    /// <summary>Whether a number can be stored as NaN.</summary>
    public static bool IsFloating(this NumberKind kind) => kind >= NumberKind.Float16;

    /// <summary>Whether a byte holds the number as it is.</summary>
    public static bool IsByte(this NumberKind kind) => kind is NumberKind.Boolean or NumberKind.UInt8;

    /// <summary>Converts to floats; reverses the bytes of <paramref name="source"/> in place when their order is not this machine's.</summary>
    public static void ToFloats(this NumberKind kind, bool bigEndian, Span<byte> source, Span<float> destination)
    {
        ToNative(kind, bigEndian, source);
        switch (kind)
        {
            case NumberKind.Boolean or NumberKind.UInt8: Convert<byte>(source, destination); break;
            case NumberKind.Int8: Convert<sbyte>(source, destination); break;
            case NumberKind.UInt16: Convert<ushort>(source, destination); break;
            case NumberKind.Int16: Convert<short>(source, destination); break;
            case NumberKind.UInt32: Convert<uint>(source, destination); break;
            case NumberKind.Int32: Convert<int>(source, destination); break;
            case NumberKind.UInt64: Convert<ulong>(source, destination); break;
            case NumberKind.Int64: Convert<long>(source, destination); break;
            case NumberKind.Float16: Convert<Half>(source, destination); break;
            case NumberKind.Float32: MemoryMarshal.Cast<byte, float>(source).CopyTo(destination); break;
            default: Convert<double>(source, destination); break;
        }
    }

    /// <summary>Converts to integers and returns -1, or the position of the first number that is not a 32-bit integer.</summary>
    public static int ToIntegers(this NumberKind kind, bool bigEndian, Span<byte> source, Span<int> destination)
    {
        ToNative(kind, bigEndian, source);
        return kind switch
        {
            NumberKind.Boolean or NumberKind.UInt8 => Convert<byte>(source, destination),
            NumberKind.Int8 => Convert<sbyte>(source, destination),
            NumberKind.UInt16 => Convert<ushort>(source, destination),
            NumberKind.Int16 => Convert<short>(source, destination),
            NumberKind.UInt32 => Convert<uint>(source, destination),
            NumberKind.Int32 => Convert<int>(source, destination),
            NumberKind.UInt64 => Convert<ulong>(source, destination),
            NumberKind.Int64 => Convert<long>(source, destination),
            NumberKind.Float16 => Convert<Half>(source, destination),
            NumberKind.Float32 => Convert<float>(source, destination),
            _ => Convert<double>(source, destination),
        };
    }

    private static void Convert<T>(ReadOnlySpan<byte> source, Span<float> destination)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(source);
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = float.CreateTruncating(values[i]);
        }
    }

    private static int Convert<T>(ReadOnlySpan<byte> source, Span<int> destination)
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<T> values = MemoryMarshal.Cast<byte, T>(source);
        for (int i = 0; i < values.Length; i++)
        {
            // Through double, which holds every 32-bit integer and whose rounding of larger ones stays out of range.
            double value = double.CreateTruncating(values[i]);
            int integer = (int)value;
            if (integer != value)
            {
                return i;
            }
            destination[i] = integer;
        }
        return -1;
    }

    private static void ToNative(NumberKind kind, bool bigEndian, Span<byte> bytes)
    {
        if (bigEndian != BitConverter.IsLittleEndian)
        {
            return;
        }
        switch (kind.Size())
        {
            case 2:
                Span<ushort> shorts = MemoryMarshal.Cast<byte, ushort>(bytes);
                BinaryPrimitives.ReverseEndianness(shorts, shorts);
                break;
            case 4:
                Span<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                Span<ulong> longs = MemoryMarshal.Cast<byte, ulong>(bytes);
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
    }
}
