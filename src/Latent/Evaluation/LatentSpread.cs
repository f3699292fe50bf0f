namespace Latent.Evaluation;

/// <summary>Where the latents of some rows lie: mean and deviation of the posterior means along every dimension.</summary>
/// <param name="Means">One a dimension.</param>
/// <param name="Deviations">One a dimension.</param>
public sealed record LatentSpread(IReadOnlyList<float> Means, IReadOnlyList<float> Deviations)
{
    /// <summary>Measures latents.</summary>
    /// <param name="latents">[rows, size].</param>
    /// <param name="size">How many values a latent has.</param>
    public static LatentSpread Of(ReadOnlySpan<float> latents, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        double[] sums = new double[size], squares = new double[size];
        int rows = latents.Length / size;
        for (int i = 0; i < rows * size; i++)
        {
            sums[i % size] += latents[i];
            squares[i % size] += (double)latents[i] * latents[i];
        }
        float[] means = [.. sums.Select(s => (float)(s / Math.Max(1, rows)))];
        float[] deviations = [.. squares.Select((s, j) => (float)Math.Sqrt(Math.Max(0, (s / Math.Max(1, rows)) - ((double)means[j] * means[j]))))];
        return new LatentSpread(means, deviations);
    }

    /// <summary>The dimensions, those that vary most first.</summary>
    public int[] MostActiveFirst() => [.. Enumerable.Range(0, Deviations.Count).OrderByDescending(j => Deviations[j])];
}
