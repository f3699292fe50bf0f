using System.Buffers.Binary;
using System.Text;

namespace Latent.Tests.Data;

/// <summary>Builds .npy files by hand, the sound and the broken.</summary>
internal static class NpyBytes
{
    public static byte[] Of(string header, ReadOnlySpan<byte> data, byte version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
        }
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    public static byte[] Of(string type, string shape, ReadOnlySpan<byte> data, bool fortran = false, byte version = 1) =>
        Of($"{{'descr': '{type}', 'fortran_order': {fortran}, 'shape': {shape}, }}", data, version);
}
