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

    private readonly double[] _sums;
    private readonly double[] _squares;
    private float[] _values = [];
    private long _rows;

    /// <summary>Statistics of this many latent dimensions.</summary>
    public LatentStatistics(int size)
    {
        _sums = new double[size];
        _squares = new double[size];
    }

    /// <summary>How many dimensions there are.</summary>
    public int Size => _sums.Length;

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
    public double Variance(int dimension)
    {
        double mean = _sums[dimension] / Math.Max(1, _rows);
        return (_squares[dimension] / Math.Max(1, _rows)) - (mean * mean);
    }

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
        _rows += means.Shape[0];
        for (int i = 0; i + Size <= values.Length; i += Size)
        {
            ReadOnlySpan<float> row = values.Slice(i, Size);
            for (int j = 0; j < row.Length; j++)
            {
                _sums[j] += row[j];
                _squares[j] += (double)row[j] * row[j];
            }
        }
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        Array.Clear(_sums);
        Array.Clear(_squares);
        _rows = 0;
    }
}
