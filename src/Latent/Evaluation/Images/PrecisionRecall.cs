using System.Numerics;

namespace Latent.Evaluation.Images;

/// <summary>
/// How much of what a model makes looks real, and how much of what is real it makes (Kynkäänniemi et al. 2019). Each
/// set of feature vectors covers the balls about its members that reach to their k-th nearest neighbours.
/// </summary>
/// <param name="Precision">The share of generated rows that the real ones cover.</param>
/// <param name="Recall">The share of real rows that the generated ones cover.</param>
public sealed record PrecisionRecall(double Precision, double Recall)
{
    /// <summary>How many neighbours are counted when nothing is said.</summary>
    public const int UsualNeighbours = 3;

    /// <summary>Compares two sets.</summary>
    /// <param name="real">[rows, size] features of real rows.</param>
    /// <param name="generated">[rows, size] features of generated rows; take as many, since coverage grows with their number.</param>
    /// <param name="size">How many features a row has.</param>
    /// <param name="neighbours">k.</param>
    /// <param name="cancellation">Stops between rows.</param>
    /// <exception cref="ArgumentException">A set is not whole rows, or has no k-th neighbours.</exception>
    public static PrecisionRecall Of(ReadOnlySpan<float> real, ReadOnlySpan<float> generated, int size, int neighbours = UsualNeighbours, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(neighbours);
        return new PrecisionRecall(
            Covered(generated, real, Radii(real, size, neighbours, cancellation), size, cancellation),
            Covered(real, generated, Radii(generated, size, neighbours, cancellation), size, cancellation));
    }

    /// <summary>The squared distance of every row to its k-th nearest other.</summary>
    private static float[] Radii(ReadOnlySpan<float> rows, int size, int neighbours, CancellationToken cancellation)
    {
        int count = rows.Length / size;
        if (count * size != rows.Length || count <= neighbours)
        {
            throw new ArgumentException($"{rows.Length} values are not more than {neighbours} rows of {size} features.", nameof(rows));
        }
        float[] radii = new float[count], nearest = new float[neighbours];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            Array.Fill(nearest, float.PositiveInfinity);
            for (int j = 0; j < count; j++)
            {
                float distance = j == i ? float.PositiveInfinity : SquaredDistance(rows.Slice(i * size, size), rows.Slice(j * size, size));
                for (int k = neighbours - 1; k >= 0 && distance < nearest[k]; k--)
                {
                    if (k < neighbours - 1)
                    {
                        nearest[k + 1] = nearest[k];
                    }
                    nearest[k] = distance;
                }
            }
            radii[i] = nearest[^1];
        }
        return radii;
    }

    /// <summary>The share of rows that lie in the ball about some centre.</summary>
    private static double Covered(ReadOnlySpan<float> rows, ReadOnlySpan<float> centres, float[] radii, int size, CancellationToken cancellation)
    {
        int count = rows.Length / size, covered = 0;
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int j = 0; j < radii.Length; j++)
            {
                if (SquaredDistance(rows.Slice(i * size, size), centres.Slice(j * size, size)) <= radii[j])
                {
                    covered++;
                    break;
                }
            }
        }
        return (double)covered / count;
    }

    private static float SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sums = default;
        int i = 0;
        for (; i + Vector<float>.Count <= a.Length; i += Vector<float>.Count)
        {
            Vector<float> difference = new Vector<float>(a[i..]) - new Vector<float>(b[i..]);
            sums += difference * difference;
        }
        float sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            float difference = a[i] - b[i];
            sum += difference * difference;
        }
        return sum;
    }
}
