using System.Buffers.Binary;

namespace Latent.Tests.Volumes;

/// <summary>Builds NIfTI-1 files field by field, sharing nothing with the writer; the sound and the broken.</summary>
internal sealed class NiftiBytes(bool bigEndian = false)
{
    private readonly byte[] _header = new byte[352];

    /// <summary>A file of this type and these extents (x first) with its values behind.</summary>
    public static byte[] Of(short type, short bits, short[] extents, byte[] data, bool bigEndian = false, Action<NiftiBytes>? change = null)
    {
        var file = new NiftiBytes(bigEndian);
        file.Int32(0, 348).Int16(40, (short)extents.Length).Int16(70, type).Int16(72, bits).Single(108, 352).Text(344, "n+1\0");
        for (int i = 1; i <= 7; i++)
        {
            file.Int16(40 + (2 * i), i <= extents.Length ? extents[i - 1] : (short)1);
            file.Single(76 + (4 * i), 1);
        }
        change?.Invoke(file);
        return [.. file._header, .. data];
    }

    public NiftiBytes Int16(int at, short value)
    {
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt16BigEndian(_header.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteInt16LittleEndian(_header.AsSpan(at), value);
        }
        return this;
    }

    public NiftiBytes Int32(int at, int value)
    {
        if (bigEndian)
        {
            BinaryPrimitives.WriteInt32BigEndian(_header.AsSpan(at), value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(_header.AsSpan(at), value);
        }
        return this;
    }

    public NiftiBytes Single(int at, float value) => Int32(at, BitConverter.SingleToInt32Bits(value));

    public NiftiBytes Byte(int at, byte value)
    {
        _header[at] = value;
        return this;
    }

    public NiftiBytes Text(int at, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            _header[at + i] = (byte)text[i];
        }
        return this;
    }
}
