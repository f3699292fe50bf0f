namespace Latent.Evaluation;

/// <summary>The logarithm of the mean of weights that are known by their logarithms, row by row, a few at a time.</summary>
internal sealed class LogMeanExp
{
    private readonly double[] _maxima;
    private readonly double[] _sums;
    private int _added;

    /// <summary>Means of so many rows.</summary>
    public LogMeanExp(int rows)
    {
        _maxima = new double[rows];
        _sums = new double[rows];
        Array.Fill(_maxima, double.NegativeInfinity);
    }

    /// <summary>Adds weights.</summary>
    /// <param name="logWeights">[samples, rows].</param>
    public void Add(ReadOnlySpan<double> logWeights)
    {
        for (int i = 0; i < logWeights.Length; i++)
        {
            Add(i % _maxima.Length, logWeights[i]);
        }
        _added += logWeights.Length / _maxima.Length;
    }

    /// <summary>Adds weights.</summary>
    /// <param name="logWeights">[samples, rows].</param>
    public void Add(ReadOnlySpan<float> logWeights)
    {
        for (int i = 0; i < logWeights.Length; i++)
        {
            Add(i % _maxima.Length, logWeights[i]);
        }
        _added += logWeights.Length / _maxima.Length;
    }

    /// <summary>log (1/K) sum_k w_k of every row, over all that were added.</summary>
    public double[] Values() => [.. _maxima.Zip(_sums, (max, sum) => max + Math.Log(sum / _added))];

    /// <summary>The sum of <see cref="Values"/> over the rows.</summary>
    public double Total() => _maxima.Zip(_sums, (max, sum) => max + Math.Log(sum / _added)).Sum();

    private void Add(int row, double w)
    {
        if (w > _maxima[row])
        {
            _sums[row] = (_sums[row] * Math.Exp(_maxima[row] - w)) + 1;
            _maxima[row] = w;
        }
        else if (!double.IsNegativeInfinity(w))
        {
            _sums[row] += Math.Exp(w - _maxima[row]);
        }
    }
}
