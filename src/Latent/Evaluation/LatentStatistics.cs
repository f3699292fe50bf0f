using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>
/// Gathers how the posterior means spread over the data. A latent dimension is active if the variance of its mean over
/// the rows is above 0.01 (Burda et al. 2016); one that is not carries nothing about the row.
/// </summary>
public sealed class LatentStatistics
{
    /// <summary>The variance above which a dimension counts as active.</summary>
    public const double ActiveVariance = 0.01;

    // Running means and sums of squares about them (Welford 1962): means far from zero cost no digits.
    private readonly double[] _means;
    private readonly double[] _squares;
    private float[] _values = [];

    /// <summary>Statistics of this many latent dimensions.</summary>
    public LatentStatistics(int size)
        : this(0, new double[size], new double[size])
    {
    }

    /// <summary>Statistics that were begun before.</summary>
    internal LatentStatistics(long rows, double[] means, double[] squares)
    {
        Rows = rows;
        _means = means;
        _squares = squares;
    }

    /// <summary>How many dimensions there are.</summary>
    public int Size => _means.Length;

    /// <summary>How many rows have been added.</summary>
    public long Rows { get; private set; }

    /// <summary>The mean over rows of every dimension, and the sum of squares about it: with the rows, all that there is to save.</summary>
    internal (double[] Means, double[] Squares) Moments => (_means, _squares);

    /// <summary>How many dimensions are active.</summary>
    public int ActiveUnits
    {
        get
        {
            int active = 0;
            for (int j = 0; j < Size; j++)
            {
                active += Variance(j) > ActiveVariance ? 1 : 0;
            }
            return active;
        }
    }

    /// <summary>The variance over rows of one dimension's posterior mean.</summary>
    public double Variance(int dimension) => _squares[dimension] / Math.Max(1, Rows);

    /// <summary>Adds the posterior means of some rows.</summary>
    /// <param name="means">[rows, latent].</param>
    public void Add(Tensor means)
    {
        ArgumentNullException.ThrowIfNull(means);
        if (!means.TryGetSpan(out Span<float> values))
        {
            Array.Resize(ref _values, means.Length);
            means.CopyTo(_values);
            values = _values;
        }
        for (int i = 0; i + Size <= values.Length; i += Size)
        {
            ReadOnlySpan<float> row = values.Slice(i, Size);
            double share = 1.0 / ++Rows;
            for (int j = 0; j < row.Length; j++)
            {
                double distance = row[j] - _means[j];
                _means[j] += distance * share;
                _squares[j] += distance * (row[j] - _means[j]);
            }
        }
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_means);
        Array.Clear(_squares);
        Rows = 0;
    }
}
