namespace Latent.Detection;

/// <summary>
/// Says how often a normal row has a score as high as this, from the scores of normal rows that the model did not learn from
/// (Vovk et al. 2005; Laxhammar 2014): among rows like those, p-values at or below a rate come up at that rate at most.
/// </summary>
public sealed class ConformalCalibration
{
    private readonly float[] _sorted;

    /// <summary>A calibration by these scores.</summary>
    /// <param name="scores">Of rows that were held out.</param>
    public ConformalCalibration(IEnumerable<float> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        _sorted = [.. scores];
        if (_sorted.Length == 0 || _sorted.Any(float.IsNaN))
        {
            throw new ArgumentException("A calibration needs at least one score, and every score to be a number.", nameof(scores));
        }
        Array.Sort(_sorted);
    }

    /// <summary>How many rows it knows.</summary>
    public int Count => _sorted.Length;

    /// <summary>The scores in rising order.</summary>
    public ReadOnlySpan<float> Scores => _sorted;

    /// <summary>How many of the rows it knows have a score as high as this one or a higher one.</summary>
    public int AtLeast(float score) => _sorted.Length - FirstAtLeast(score);

    /// <summary>The share of normal rows with such a score or a higher one, from 1 / (count + 1) to 1.</summary>
    public double PValue(float score) => PValueOfRank(AtLeast(score));

    /// <summary>Likewise, once it is known how many rows have such a score or a higher one.</summary>
    internal double PValueOfRank(int atLeast) => (atLeast + 1.0) / (_sorted.Length + 1);

    private int FirstAtLeast(float score)
    {
        int low = 0, high = _sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _sorted[middle] < score ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
