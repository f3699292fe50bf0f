namespace Latent.Images;

/// <summary>The checksum of PNG chunks: CRC-32 of the polynomial 0xEDB88320.</summary>
internal static class PngChecksum
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>The checksum of these bytes: a chunk's name and data.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>Goes on with a sum that began as all ones and is inverted at the end.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte b in bytes)
        {
            sum = Table[(byte)(sum ^ b)] ^ (sum >> 8);
        }
        return sum;
    }

    private static uint Entry(int index)
    {
        uint sum = (uint)index;
        for (int bit = 0; bit < 8; bit++)
        {
            sum = (sum & 1) != 0 ? 0xEDB88320u ^ (sum >> 1) : sum >> 1;
        }
        return sum;
    }
}
