namespace Latent.Detection;

/// <summary>
/// Whether rows are still like those that a detector was calibrated on: the largest distance between the two distributions of
/// scores, and how often chance alone makes one as large (Kolmogorov and Smirnov). Memory does not grow with the rows.
/// </summary>
/// <param name="calibration">What scores were like.</param>
public sealed class ScoreDrift(ConformalCalibration calibration)
{
    private readonly long[] _counts = new long[calibration.Count + 1];

    /// <summary>How many rows have been added.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds a row's score.</summary>
    public void Add(float score) => AddRank(calibration.AtLeast(score));

    /// <summary>Adds a row by how many of the calibration's have its score or a higher one.</summary>
    internal void AddRank(int atLeast)
    {
        _counts[atLeast]++;
        Rows++;
    }

    /// <summary>The largest distance between the two cumulative distributions, 0 to 1; 0 for no rows.</summary>
    public double Distance
    {
        get
        {
            double distance = 0;
            long rows = 0;
            for (int i = 0; i < _counts.Length && Rows > 0; i++)
            {
                rows += _counts[i];
                double share = (double)rows / Rows, before = (double)i / calibration.Count, after = Math.Min(1, (i + 1.0) / calibration.Count);
                distance = Math.Max(distance, Math.Max(Math.Abs(share - before), Math.Abs(share - after)));
            }
            return distance;
        }
    }

    /// <summary>How likely chance alone makes the distance so large; near 0 for rows of another kind.</summary>
    public double PValue
    {
        get
        {
            if (Rows == 0)
            {
                return 1;
            }
            double size = Math.Sqrt((double)Rows * calibration.Count / (Rows + calibration.Count));
            double t = (size + 0.12 + (0.11 / size)) * Distance, sum = 0;
            if (t < 0.2)
            {
                return 1;
            }
            for (int k = 1; k <= 100; k++)
            {
                sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * t * t);
            }
            return Math.Clamp(sum, 0, 1);
        }
    }
}
