using Latent.Tensors;

namespace Latent.Samplers;

/// <summary>A mixture of normal distributions with full covariances, or diagonal ones, fitted by expectation-maximisation (Dempster et al. 1977) in double precision.</summary>
internal sealed class GaussianMixture
{
    private const int MostRounds = 60;

    // Added to every variance, relative to the data's own: a component on a few points keeps some width.
    private const double Ridge = 1e-4, LeastGain = 1e-5;

    private readonly int _components;
    private readonly int _size;

    private readonly bool _diagonal;

    /// <param name="components">How many distributions are mixed.</param>
    /// <param name="size">How many dimensions they have.</param>
    /// <param name="diagonal">Whether dimensions are independent within a component.</param>
    public GaussianMixture(int components, int size, bool diagonal = false)
    {
        _diagonal = diagonal;
        _components = components;
        _size = size;
        Weights = new double[components];
        Means = new double[components * size];
        Factors = new double[components * size * size];
    }

    /// <summary>The probability of every component.</summary>
    public double[] Weights { get; }

    /// <summary>[components, size].</summary>
    public double[] Means { get; }

    /// <summary>[components, size, size]: lower triangles whose squares are the covariances.</summary>
    public double[] Factors { get; }

    /// <summary>The mean log-density of the points when they were last weighed, in nats.</summary>
    public double LogDensity { get; private set; }

    /// <summary>Fits the mixture.</summary>
    /// <param name="points">[rows, size].</param>
    /// <param name="rng">Where the points that components start from are drawn from.</param>
    /// <param name="progress">Told the share of the most that the work can take.</param>
    /// <param name="units">What one is along every dimension where points that lie far apart are looked for; null for one.</param>
    /// <param name="cancellation">Stops between rounds.</param>
    public void Fit(double[] points, Rng rng, Action<double>? progress = null, double[]? units = null, CancellationToken cancellation = default)
    {
        int rows = points.Length / _size;
        double[] shares = new double[rows * _components];
        double ridge = RidgeOf(points);
        Start(points, shares, rng, units);
        Maximise(points, shares, ridge);
        Rise(points, shares, ridge, progress, cancellation);
    }

    /// <summary>Fits the mixture further, from what it is, to these points.</summary>
    /// <param name="points">[rows, size].</param>
    /// <param name="cancellation">Stops between rounds.</param>
    public void Refine(double[] points, CancellationToken cancellation = default) =>
        Rise(points, new double[points.Length / _size * _components], RidgeOf(points), null, cancellation);

    /// <summary>The probability of every component for every point.</summary>
    /// <returns>[rows, components].</returns>
    public double[] Shares(double[] points)
    {
        double[] shares = new double[points.Length / _size * _components];
        LogDensity = Weigh(points, shares);
        return shares;
    }

    private void Rise(double[] points, double[] shares, double ridge, Action<double>? progress, CancellationToken cancellation)
    {
        double before = double.NegativeInfinity;
        for (int round = 0; round < MostRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            LogDensity = Weigh(points, shares);
            if (LogDensity - before < LeastGain * _size)
            {
                break;
            }
            before = LogDensity;
            Maximise(points, shares, ridge);
            progress?.Invoke((round + 1.0) / MostRounds);
        }
    }

    /// <summary>Every point belongs to the nearest of some points that lie far apart (k-means++: Arthur and Vassilvitskii 2007).</summary>
    private void Start(double[] points, double[] shares, Rng rng, double[]? units)
    {
        int rows = points.Length / _size;
        double[] distances = [.. Enumerable.Repeat(double.PositiveInfinity, rows)];
        int[] nearest = new int[rows];
        int chosen = rng.Next(rows);
        for (int c = 0; c < _components; c++)
        {
            double total = 0;
            for (int r = 0; r < rows; r++)
            {
                double distance = Distance(points, r, chosen, units);
                if (distance < distances[r])
                {
                    (distances[r], nearest[r]) = (distance, c);
                }
                total += distances[r];
            }
            double left = rng.NextDouble() * total;
            chosen = 0;
            while (chosen < rows - 1 && left >= distances[chosen])
            {
                left -= distances[chosen++];
            }
        }
        for (int r = 0; r < rows; r++)
        {
            shares[(r * _components) + nearest[r]] = 1;
        }
    }

    private double Distance(double[] points, int a, int b, double[]? units)
    {
        double sum = 0;
        for (int i = 0; i < _size; i++)
        {
            double d = (points[(a * _size) + i] - points[(b * _size) + i]) / (units is null ? 1 : units[i]);
            sum += d * d;
        }
        return sum;
    }

    private double RidgeOf(double[] points) => Ridge * Math.Max(1e-12, MeanVariance(points));

    private double MeanVariance(double[] points)
    {
        int rows = points.Length / _size;
        double total = 0;
        for (int i = 0; i < _size; i++)
        {
            double sum = 0, squares = 0;
            for (int r = 0; r < rows; r++)
            {
                double x = points[(r * _size) + i];
                sum += x;
                squares += x * x;
            }
            total += (squares / rows) - (sum / rows * (sum / rows));
        }
        return total / _size;
    }

    /// <summary>The share of every component in every point; returns the points' mean log-density.</summary>
    private double Weigh(double[] points, double[] shares)
    {
        int rows = points.Length / _size;
        double[] constants = new double[_components], solved = new double[_size];
        for (int c = 0; c < _components; c++)
        {
            double logDeterminant = 0;
            for (int i = 0; i < _size; i++)
            {
                logDeterminant += Math.Log(Factors[(((c * _size) + i) * _size) + i]);
            }
            constants[c] = Math.Log(Weights[c]) - logDeterminant - (0.5 * _size * Math.Log(2 * Math.PI));
        }
        double total = 0;
        for (int r = 0; r < rows; r++)
        {
            Span<double> share = shares.AsSpan(r * _components, _components);
            ReadOnlySpan<double> point = points.AsSpan(r * _size, _size);
            double most = double.NegativeInfinity;
            for (int c = 0; c < _components; c++)
            {
                share[c] = constants[c] - (0.5 * SquaredLength(c, point, solved));
                most = Math.Max(most, share[c]);
            }
            double sum = 0;
            foreach (ref double s in share)
            {
                s = Math.Exp(s - most);
                sum += s;
            }
            foreach (ref double s in share)
            {
                s /= sum;
            }
            total += most + Math.Log(sum);
        }
        return total / rows;
    }

    /// <summary>|L^-1 (x - mean)|^2, by forward substitution.</summary>
    public double SquaredLength(int c, ReadOnlySpan<double> point, Span<double> solved)
    {
        double squares = 0;
        for (int i = 0; i < _size; i++)
        {
            ReadOnlySpan<double> row = Factors.AsSpan(((c * _size) + i) * _size, _size);
            double value = point[i] - Means[(c * _size) + i];
            for (int j = 0; j < i; j++)
            {
                value -= row[j] * solved[j];
            }
            solved[i] = value / row[i];
            squares += solved[i] * solved[i];
        }
        return squares;
    }

    /// <summary>The weights, means and covariances that make the points most likely under the shares.</summary>
    private void Maximise(double[] points, double[] shares, double ridge)
    {
        int rows = points.Length / _size;
        double[] covariance = new double[_size * _size], centred = new double[_size];
        for (int c = 0; c < _components; c++)
        {
            Span<double> mean = Means.AsSpan(c * _size, _size);
            mean.Clear();
            double mass = 1e-10;
            for (int r = 0; r < rows; r++)
            {
                double share = shares[(r * _components) + c];
                mass += share;
                for (int i = 0; i < _size; i++)
                {
                    mean[i] += share * points[(r * _size) + i];
                }
            }
            foreach (ref double m in mean)
            {
                m /= mass;
            }
            Weights[c] = mass / rows;
            Array.Clear(covariance);
            for (int r = 0; r < rows; r++)
            {
                double share = shares[(r * _components) + c] / mass;
                if (share < 1e-12)
                {
                    continue;
                }
                for (int i = 0; i < _size; i++)
                {
                    centred[i] = points[(r * _size) + i] - mean[i];
                    double weighed = share * centred[i];
                    for (int j = _diagonal ? i : 0; j <= i; j++)
                    {
                        covariance[(i * _size) + j] += weighed * centred[j];
                    }
                }
            }
            Factorise(covariance, ridge, Factors.AsSpan(c * _size * _size, _size * _size));
        }
    }

    /// <summary>Cholesky's lower triangle of a covariance, its diagonal raised.</summary>
    private void Factorise(double[] covariance, double ridge, Span<double> factor)
    {
        factor.Clear();
        for (int i = 0; i < _size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = covariance[(i * _size) + j] + (i == j ? ridge : 0);
                for (int k = 0; k < j; k++)
                {
                    sum -= factor[(i * _size) + k] * factor[(j * _size) + k];
                }
                factor[(i * _size) + j] = i == j ? Math.Sqrt(Math.Max(sum, 0.1 * ridge)) : sum / factor[(j * _size) + j];
            }
        }
    }
}
