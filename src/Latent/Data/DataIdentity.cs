using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Latent.Data;

/// <summary>Tells one data set from another without reading all of it: the number of rows, and a checksum of some of them.</summary>
public static class DataIdentity
{
    private const int SampledRows = 256;

    /// <summary>Row count, row shape and a checksum of the values and labels of at most 256 rows, evenly spread: equal for equal data wherever it lies.</summary>
    /// <exception cref="InputException">A row cannot be read.</exception>
    public static string Of(RowSource rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int count = Math.Min(rows.Count, SampledRows);
        float[] row = new float[rows.RowShape.Length];
        byte[] bytes = new byte[row.Length * sizeof(float)];
        int[] number = new int[1];
        byte[] label = new byte[sizeof(int)];
        for (int i = 0; i < count; i++)
        {
            number[0] = (int)((long)i * rows.Count / count);
            rows.Read(number, row);
            for (int j = 0; j < row.Length; j++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(j * sizeof(float)), row[j]);
            }
            hash.AppendData(bytes);
            if (rows.Labels is { } labels)
            {
                BinaryPrimitives.WriteInt32LittleEndian(label, labels[number[0]]);
                hash.AppendData(label);
            }
            if (rows.Targets is { } targets)
            {
                BinaryPrimitives.WriteSingleLittleEndian(label, targets[number[0]]);
                hash.AppendData(label);
            }
        }
        return FormattableString.Invariant($"{rows.Count} rows {rows.RowShape} {Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16))}");
    }
}
