using System.Globalization;
using Latent.Evaluation;
using Latent.Samplers;
using Latent.Tensors;

namespace Latent.Applications;

/// <summary>A number of groups that was tried.</summary>
/// <param name="Groups">How many.</param>
/// <param name="Criterion">The Bayesian information criterion of their mixture; the least is best.</param>
public sealed record TriedGroups(int Groups, double Criterion)
{
    /// <summary>Whether that is of diagonal covariances along the directions of most variance, which so many groups suited better than full ones.</summary>
    public bool IsDiagonal { get; init; }
}

/// <summary>
/// Groups of latents: the components of a mixture of normal distributions with full or diagonal covariances, as many as make the
/// Bayesian information criterion least (Schwarz 1978; Fraley and Raftery 2002). The largest group is number 0.
/// </summary>
public sealed class LatentGroups
{
    private const int Starts = 6;

    // Once so many more groups have not made it better, further ones are not tried.
    private const int Patience = 3;

    // The number of groups is found with so many rows; with the number known, more of them tell what the groups are like.
    private const int MostRowsToCount = 5_000, MostRowsToFit = 50_000;
    private const int MostDimensions = 20, MostColumns = 1024;

    // Directions of less variance, relative to the first, are those of dimensions that the model does not use.
    private const double LeastVariance = 1e-3;

    private readonly PrincipalComponents _directions;
    private readonly int _columns;
    private readonly int _dimensions;
    private readonly GaussianMixture _mixture;
    private readonly int[] _numbers;

    private LatentGroups(PrincipalComponents directions, int columns, int dimensions, GaussianMixture mixture, IReadOnlyList<TriedGroups> tried)
    {
        (_directions, _columns, _dimensions, _mixture, Tried) = (directions, columns, dimensions, mixture, tried);
        int[] order = [.. Enumerable.Range(0, mixture.Weights.Length).OrderByDescending(c => mixture.Weights[c])];
        _numbers = [.. Enumerable.Range(0, order.Length).Select(c => Array.IndexOf(order, c))];
        Weights = [.. order.Select(c => mixture.Weights[c])];
    }

    /// <summary>How many groups there are.</summary>
    public int Count => Weights.Count;

    /// <summary>The probability of every group, largest first.</summary>
    public IReadOnlyList<double> Weights { get; }

    /// <summary>The numbers of groups that were tried, with their criteria.</summary>
    public IReadOnlyList<TriedGroups> Tried { get; }

    /// <summary>Finds groups.</summary>
    /// <param name="latents">[rows, columns].</param>
    /// <param name="columns">How many values a latent has, 1024 at most. Those of more than 20 are seen along their 20 directions of most variance.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="InputException">There are too few rows, or they cannot be grouped.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LatentGroups Fit(ReadOnlySpan<float> latents, int columns, GroupingOptions? options = null)
    {
        options ??= new GroupingOptions();
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        int rows = latents.Length / columns;
        if (rows < 2)
        {
            throw new InputException($"Groups are made of two rows or more, and there {(rows == 1 ? "is one" : "are none")}; give more rows.");
        }
        if (options.Groups is { } asked && (asked < 1 || asked > rows))
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{asked:N0} groups cannot be made of {rows:N0} rows; ask for a number from 1 to {rows:N0}."));
        }
        if (columns > MostColumns)
        {
            throw new InputException($"The latents have {columns} values, too many to find groups among; take a model with {MostColumns} at most.");
        }
        FiniteRows.Require(latents, columns);
        PrincipalComponents directions = PrincipalComponents.Fit(Spread(latents, columns, MostRowsToFit), columns, Math.Min(columns, MostDimensions));
        int dimensions = Math.Max(1, directions.Variances.Count(v => v > LeastVariance * directions.Variances[0]));
        double[] few = Projected(directions, Spread(latents, columns, MostRowsToCount), dimensions);
        double[] units = [.. directions.Variances.Take(dimensions).Select(v => v > 0 ? Math.Sqrt(v) : 1)];
        var rng = new Rng(options.Seed).Split("groups");
        int first = options.Groups ?? 1, last = options.Groups ?? Math.Min(Math.Max(1, options.MostGroups), rows);
        (GaussianMixture Mixture, TriedGroups Figures)? best = null;
        List<TriedGroups> tried = [];
        for (int groups = first; groups <= last && (best is null || groups <= best.Value.Figures.Groups + Patience); groups++)
        {
            (GaussianMixture Mixture, TriedGroups Figures)[] shapes = [.. ((bool[])[false, true]).Select(diagonal => Try(few, groups, units, diagonal, rng.Split((ulong)groups), options.Cancellation))];
            (GaussianMixture Mixture, TriedGroups Figures) better = shapes.MinBy(shape => shape.Figures.Criterion);
            tried.Add(better.Figures);
            best = best is null || better.Figures.Criterion < best.Value.Figures.Criterion ? better : best;
            options.Progress?.Invoke((groups - first + 1.0) / (last - first + 1));
        }
        if (rows > MostRowsToCount)
        {
            best!.Value.Mixture.Refine(Projected(directions, Spread(latents, columns, MostRowsToFit), dimensions), options.Cancellation);
        }
        return new LatentGroups(directions, columns, dimensions, best!.Value.Mixture, tried);
    }

    /// <summary>Tells the group of every latent, and the probability that it belongs there.</summary>
    /// <param name="latents">[rows, columns], of as many columns as the groups were found among.</param>
    public (int[] Groups, double[] Probabilities) Assign(ReadOnlySpan<float> latents)
    {
        const int block = 4096;
        int rows = latents.Length / _columns;
        int[] groups = new int[rows];
        double[] probabilities = new double[rows];
        for (int start = 0; start < rows; start += block)
        {
            int count = Math.Min(block, rows - start);
            double[] shares = _mixture.Shares(Projected(_directions, latents.Slice(start * _columns, count * _columns), _dimensions));
            for (int r = 0; r < count; r++)
            {
                int largest = 0;
                for (int c = 1; c < Count; c++)
                {
                    largest = shares[(r * Count) + c] > shares[(r * Count) + largest] ? c : largest;
                }
                groups[start + r] = _numbers[largest];
                probabilities[start + r] = shares[(r * Count) + largest];
            }
        }
        return (groups, probabilities);
    }

    /// <summary>
    /// The likeliest of some mixtures that began from different points: expectation-maximisation finds what is near its start. Every other start takes all
    /// directions for equally long, which finds long groups that lie side by side.
    /// </summary>
    private static GaussianMixture BestOf(double[] points, int groups, double[] units, bool diagonal, Rng rng, CancellationToken cancellation)
    {
        GaussianMixture? best = null;
        for (int start = 0; start < (groups == 1 ? 1 : Starts); start++)
        {
            var mixture = new GaussianMixture(groups, units.Length, diagonal);
            mixture.Fit(points, rng.Split((ulong)start), cancellation: cancellation, units: start % 2 == 0 ? null : units);
            best = best is null || mixture.LogDensity > best.LogDensity ? mixture : best;
        }
        return best!;
    }

    private static (GaussianMixture Mixture, TriedGroups Figures) Try(double[] points, int groups, double[] units, bool diagonal, Rng rng, CancellationToken cancellation)
    {
        GaussianMixture mixture = BestOf(points, groups, units, diagonal, rng, cancellation);
        double size = units.Length, rows = points.Length / size, shape = diagonal ? size : size * (size + 1) / 2, free = groups - 1 + (groups * (size + shape));
        return (mixture, new TriedGroups(groups, (free * Math.Log(rows)) - (2 * rows * mixture.LogDensity)) { IsDiagonal = diagonal });
    }

    private static double[] Projected(PrincipalComponents directions, ReadOnlySpan<float> latents, int dimensions) =>
        Array.ConvertAll(directions.Project(latents, dimensions), value => (double)value);

    /// <summary>All rows, or so many of them evenly spread.</summary>
    private static ReadOnlySpan<float> Spread(ReadOnlySpan<float> latents, int columns, int most)
    {
        int rows = latents.Length / columns;
        if (rows <= most)
        {
            return latents;
        }
        float[] some = new float[most * columns];
        for (int i = 0; i < most; i++)
        {
            latents.Slice((int)((long)i * rows / most) * columns, columns).CopyTo(some.AsSpan(i * columns));
        }
        return some;
    }
}
