namespace Latent.Tests.Evaluation.Images;

/// <summary>Features with a formula, so that independent programs can be given the same ones.</summary>
internal static class FeatureRows
{
    /// <summary>[rows, size].</summary>
    public static float[] Make(int rows, int size, double a) => [.. Enumerable.Range(0, rows * size).Select(p => (float)At(p / size, p % size, a))];

    private static double At(int i, int j, double a) =>
        Math.Sin((a * (i + 1) * (j + 1.7)) + a) + (0.3 * Math.Cos((i + (2 * a)) * (0.4 + (0.9 * j)))) + (a > 1 ? 0.2 * j : 0);
}
