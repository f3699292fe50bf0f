using Latent.Tensors;

namespace Latent.Evaluation;

/// <summary>
/// A map in which neighbours stay neighbours: t-distributed stochastic neighbour embedding (van der Maaten and Hinton
/// 2008), exact, begun from the first two principal components (Kobak and Berens 2019), or from noise where rows are wider
/// than 256 values. Distances between groups that lie apart, and the sizes of groups, mean little.
/// </summary>
public static class TSne
{
    // For a third of all rounds at most, neighbours attract each other so many times more: groups form before they spread.
    private const int ExaggeratedRounds = 250;
    private const double Exaggeration = 12;

    // Principal components of wider rows take longer than the map.
    private const int MostColumnsToTurn = 256;

    // How many rows of the map a further one is placed by.
    private const int Guides = 3;

    // A number for every pair of so many rows takes 1.6 GB.
    private const int LargestMap = 20_000;

    /// <summary>Places rows on a plane.</summary>
    /// <param name="rows">[rows, columns].</param>
    /// <param name="columns">How many values a row has.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>[rows, 2], about the origin.</returns>
    /// <exception cref="InputException">There are fewer than two rows, or one is not finite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static float[] Map(ReadOnlySpan<float> rows, int columns, TSneOptions? options = null)
    {
        options ??= new TSneOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        int count = rows.Length / columns, learned = Math.Min(count, Math.Clamp(options.MostRows, 2, LargestMap));
        if (count < 2)
        {
            throw new InputException($"A map is made of two rows or more, and there {(count == 1 ? "is one" : "are none")}; give more rows.");
        }
        FiniteRows.Require(rows, columns);
        int[] chosen = [.. Enumerable.Range(0, learned).Select(i => (int)((long)i * count / learned))];
        float[] some = new float[learned * columns];
        for (int i = 0; i < learned; i++)
        {
            rows.Slice(chosen[i] * columns, columns).CopyTo(some.AsSpan(i * columns));
        }
        double[] affinities = Affinities(some, columns, Math.Clamp(options.Perplexity, 1, Math.Max(1, (learned - 1) / 3.0)), options.Cancellation);
        (double[] x, double[] y) = Beginning(some, columns, new Rng(options.Seed).Split("t-sne"));
        Descend(affinities, x, y, options);
        return learned == count ? Joined(x, y) : Placed(rows, some, columns, chosen, x, y, options.Cancellation);
    }

    /// <summary>How close pairs of rows are: probabilities that sum to a half over the pairs (i, j) with j below i, one row i after the other.</summary>
    private static double[] Affinities(float[] rows, int columns, double perplexity, CancellationToken cancellation)
    {
        int count = rows.Length / columns;
        double[] pairs = new double[(long)count * (count - 1) / 2], distances = new double[count], shares = new double[count];
        for (int i = 0; i < count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int j = 0; j < count; j++)
            {
                distances[j] = SquaredDistance(rows.AsSpan(i * columns, columns), rows.AsSpan(j * columns, columns));
            }
            Weigh(distances, i, Math.Log(perplexity), shares);
            for (int j = 0; j < count; j++)
            {
                if (j != i)
                {
                    pairs[Pair(Math.Max(i, j), Math.Min(i, j))] += shares[j] / (2.0 * count);
                }
            }
        }
        return pairs;
    }

    /// <summary>The shares of a row's neighbours under a normal density so wide that their entropy is as asked for, found by bisection.</summary>
    private static void Weigh(double[] distances, int self, double entropy, double[] shares)
    {
        double least = double.PositiveInfinity, sum = 0;
        for (int j = 0; j < distances.Length; j++)
        {
            if (j != self)
            {
                least = Math.Min(least, distances[j]);
                sum += distances[j];
            }
        }
        double spread = (sum / (distances.Length - 1)) - least;
        double low = 0, high = double.PositiveInfinity, precision = spread > 0 ? 1 / spread : 1;
        for (int step = 0; step < 64; step++)
        {
            double total = 0, mean = 0;
            for (int j = 0; j < distances.Length; j++)
            {
                double excess = distances[j] - least;
                shares[j] = j == self ? 0 : Math.Exp(-precision * excess);
                total += shares[j];
                mean += shares[j] * excess;
            }
            for (int j = 0; j < shares.Length; j++)
            {
                shares[j] /= total;
            }
            double excessEntropy = Math.Log(total) + (precision * mean / total) - entropy;
            if (Math.Abs(excessEntropy) < 1e-5 || spread <= 0)
            {
                return;
            }
            (low, high) = excessEntropy > 0 ? (precision, high) : (low, precision);
            precision = double.IsPositiveInfinity(high) ? precision * 2 : (low + high) / 2;
        }
    }

    private static (double[] X, double[] Y) Beginning(float[] rows, int columns, Rng rng)
    {
        int count = rows.Length / columns;
        float[] seen = columns <= MostColumnsToTurn ? PrincipalComponents.Fit(rows, columns).Project(rows) : new float[2 * count];
        double[] x = new double[count], y = new double[count];
        double squares = 0;
        for (int i = 0; i < count; i++)
        {
            squares += (double)seen[2 * i] * seen[2 * i];
        }
        double scale = squares > 0 ? 1e-4 / Math.Sqrt(squares / count) : 0;
        for (int i = 0; i < count; i++)
        {
            x[i] = (seen[2 * i] * scale) + (1e-5 * rng.NextNormal());
            y[i] = (seen[(2 * i) + 1] * scale) + (1e-5 * rng.NextNormal());
        }
        return (x, y);
    }

    /// <summary>Gradient descent on the divergence of the map's closeness from that of the rows, with momentum and a gain for every value (Jacobs 1988).</summary>
    private static void Descend(double[] affinities, double[] x, double[] y, TSneOptions options)
    {
        int count = x.Length;
        double rate = Math.Max(count / (4 * Exaggeration), 50);
        // Where there are few rows, the usual rate would throw them about.
        rate = Math.Min(rate, Math.Max(count / 4.0, 1));
        var moves = new Moves(count);
        for (int round = 0; round < options.Rounds; round++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            bool exaggerated = round < Math.Min(ExaggeratedRounds, options.Rounds / 3);
            moves.Gradient(affinities, x, y, exaggerated ? Exaggeration : 1);
            moves.Step(x, y, rate, exaggerated ? 0.5 : 0.8);
            options.Progress?.Invoke((round + 1.0) / options.Rounds);
        }
    }

    /// <summary>All rows: those that the map was made of, and the others at the mean of their nearest ones' places, weighed by closeness.</summary>
    private static float[] Placed(ReadOnlySpan<float> rows, float[] learned, int columns, int[] chosen, double[] x, double[] y, CancellationToken cancellation)
    {
        int count = rows.Length / columns, next = 0;
        float[] map = new float[2 * count];
        Span<double> distances = stackalloc double[Guides];
        Span<int> nearest = stackalloc int[Guides];
        for (int row = 0; row < count; row++)
        {
            if (next < chosen.Length && chosen[next] == row)
            {
                (map[2 * row], map[(2 * row) + 1]) = ((float)x[next], (float)y[next]);
                next++;
                continue;
            }
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<float> values = rows.Slice(row * columns, columns);
            distances.Fill(double.PositiveInfinity);
            nearest.Clear();
            for (int j = 0; j < chosen.Length; j++)
            {
                double distance = SquaredDistance(values, learned.AsSpan(j * columns, columns));
                int at = Guides;
                for (; at > 0 && distance < distances[at - 1]; at--)
                {
                    if (at < Guides)
                    {
                        (distances[at], nearest[at]) = (distances[at - 1], nearest[at - 1]);
                    }
                }
                if (at < Guides)
                {
                    (distances[at], nearest[at]) = (distance, j);
                }
            }
            double total = 0, left = 0, up = 0;
            for (int k = 0; k < Guides && double.IsFinite(distances[k]); k++)
            {
                double weight = 1 / (distances[k] + (1e-3 * distances[Math.Min(Guides, chosen.Length) - 1]) + 1e-30);
                total += weight;
                left += weight * x[nearest[k]];
                up += weight * y[nearest[k]];
            }
            (map[2 * row], map[(2 * row) + 1]) = ((float)(left / total), (float)(up / total));
        }
        return map;
    }

    private static float[] Joined(double[] x, double[] y)
    {
        float[] map = new float[2 * x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            (map[2 * i], map[(2 * i) + 1]) = ((float)x[i], (float)y[i]);
        }
        return map;
    }

    private static int Pair(int larger, int smaller) => (int)((long)larger * (larger - 1) / 2) + smaller;

    internal static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double d = (double)a[i] - b[i];
            sum += d * d;
        }
        return sum;
    }

    /// <summary>Where rows are going.</summary>
    private sealed class Moves(int count)
    {
        private readonly double[] _gradientX = new double[count], _gradientY = new double[count], _repulsionX = new double[count], _repulsionY = new double[count];
        private readonly double[] _speedX = new double[count], _speedY = new double[count];
        private readonly double[] _gainX = [.. Enumerable.Repeat(1.0, count)], _gainY = [.. Enumerable.Repeat(1.0, count)];

        /// <summary>The gradient: rows are drawn to their neighbours and pushed off by all. The normaliser of the second part is known after one way through the pairs.</summary>
        public void Gradient(double[] affinities, double[] x, double[] y, double exaggeration)
        {
            foreach (double[] sums in (double[][])[_gradientX, _gradientY, _repulsionX, _repulsionY])
            {
                Array.Clear(sums);
            }
            double normaliser = 0;
            for (int i = 1; i < count; i++)
            {
                ReadOnlySpan<double> close = affinities.AsSpan(Pair(i, 0), i);
                double xi = x[i], yi = y[i], pullX = 0, pullY = 0, pushX = 0, pushY = 0;
                for (int j = 0; j < close.Length; j++)
                {
                    double dx = xi - x[j], dy = yi - y[j];
                    double weight = 1 / (1 + (dx * dx) + (dy * dy)), squared = weight * weight, pull = close[j] * weight;
                    normaliser += weight;
                    pullX += pull * dx;
                    pullY += pull * dy;
                    pushX += squared * dx;
                    pushY += squared * dy;
                    _gradientX[j] -= pull * dx;
                    _gradientY[j] -= pull * dy;
                    _repulsionX[j] -= squared * dx;
                    _repulsionY[j] -= squared * dy;
                }
                _gradientX[i] += pullX;
                _gradientY[i] += pullY;
                _repulsionX[i] += pushX;
                _repulsionY[i] += pushY;
            }
            normaliser *= 2;
            for (int i = 0; i < count; i++)
            {
                _gradientX[i] = 4 * ((exaggeration * _gradientX[i]) - (_repulsionX[i] / normaliser));
                _gradientY[i] = 4 * ((exaggeration * _gradientY[i]) - (_repulsionY[i] / normaliser));
            }
        }

        /// <summary>Moves all rows, and their middle back to the origin.</summary>
        public void Step(double[] x, double[] y, double rate, double momentum)
        {
            Step(x, _gradientX, _speedX, _gainX, rate, momentum);
            Step(y, _gradientY, _speedY, _gainY, rate, momentum);
        }

        private static void Step(double[] places, double[] gradient, double[] speed, double[] gain, double rate, double momentum)
        {
            double sum = 0;
            for (int i = 0; i < places.Length; i++)
            {
                gain[i] = gradient[i] * speed[i] > 0 ? Math.Max(gain[i] * 0.8, 0.01) : gain[i] + 0.2;
                speed[i] = (momentum * speed[i]) - (rate * gain[i] * gradient[i]);
                places[i] += speed[i];
                sum += places[i];
            }
            double middle = sum / places.Length;
            for (int i = 0; i < places.Length; i++)
            {
                places[i] -= middle;
            }
        }
    }
}
