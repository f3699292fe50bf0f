namespace Latent.Tests.Distributions;

/// <summary>The logistic cut into 256 levels by its definition, in double precision.</summary>
internal static class LogisticReference
{
    /// <summary>The probability of every level.</summary>
    public static double[] Levels(double location, double scale) => [.. Enumerable.Range(0, 256).Select(k =>
        (k == 255 ? 1 : Function((((k + 0.5) / 255) - location) / scale)) - (k == 0 ? 0 : Function((((k - 0.5) / 255) - location) / scale)))];

    public static double Mean(double[] levels) => levels.Select((p, k) => p * k / 255).Sum();

    public static double Variance(double[] levels) => levels.Select((p, k) => p * k * k / (255.0 * 255)).Sum() - Math.Pow(Mean(levels), 2);

    private static double Function(double x) => 1 / (1 + Math.Exp(-x));
}
