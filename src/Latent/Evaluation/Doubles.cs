using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Latent.Evaluation;

/// <summary>Sums over rows of doubles, four at a time: the same bits on every processor.</summary>
internal static class Doubles
{
    /// <summary>The inner product of two rows.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(a), others = MemoryMarshal.Cast<double, Vector256<double>>(b[..a.Length]);
        Vector256<double> sums = Vector256<double>.Zero;
        for (int i = 0; i < fours.Length; i++)
        {
            sums += fours[i] * others[i];
        }
        double sum = Vector256.Sum(sums);
        for (int i = fours.Length * Vector256<double>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// <summary>Adds a multiple of a row to another.</summary>
    public static void Add(ReadOnlySpan<double> row, double times, Span<double> to)
    {
        ReadOnlySpan<Vector256<double>> fours = MemoryMarshal.Cast<double, Vector256<double>>(row);
        Span<Vector256<double>> others = MemoryMarshal.Cast<double, Vector256<double>>(to[..row.Length]);
        for (int i = 0; i < fours.Length; i++)
        {
            others[i] += fours[i] * times;
        }
        for (int i = fours.Length * Vector256<double>.Count; i < row.Length; i++)
        {
            to[i] += row[i] * times;
        }
    }
}
