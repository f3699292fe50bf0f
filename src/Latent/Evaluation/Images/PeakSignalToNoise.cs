namespace Latent.Evaluation.Images;

/// <summary>The peak signal-to-noise ratio of rows of any shape with values in [0, 1]: -10 log10 of the mean squared error, in decibels.</summary>
public static class PeakSignalToNoise
{
    /// <summary>What equal rows get, for which the ratio has no bound.</summary>
    public const double Most = 100;

    /// <summary>The ratio of a mean squared error.</summary>
    public static double Of(double meanSquaredError) => meanSquaredError > 0 ? Math.Min(Most, -10 * Math.Log10(meanSquaredError)) : Most;

    /// <summary>The mean squared error of one row.</summary>
    /// <exception cref="ArgumentException">The rows differ in length, or are empty.</exception>
    public static double MeanSquaredError(ReadOnlySpan<float> row, ReadOnlySpan<float> other)
    {
        if (row.Length != other.Length || row.IsEmpty)
        {
            throw new ArgumentException($"Rows of {row.Length} and {other.Length} values cannot be compared.", nameof(other));
        }
        double sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            double difference = (double)row[i] - other[i];
            sum += difference * difference;
        }
        return sum / row.Length;
    }
}
