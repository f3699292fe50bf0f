using Latent.Layers;
using Latent.Tensors;
using Latent.Tensors.Backends;
using Latent.Tensors.Ops;

namespace Latent.Posteriors;

/// <summary>
/// Vectors that latents are rounded to (van den Oord et al. 2017). They follow the points that they stand for, by a running
/// mean or by gradients, and a running count of these tells which have come out of use: such a code is put where a
/// point of the present batch lies that is far from its own. All this is kept with the model and in checkpoints.
/// </summary>
public sealed class Codebook
{
    // Points that are compared with all codes at a time: what that takes does not grow with the rows.
    private const int MostPoints = 8192;

    // How many points are looked at for a code that starts anew, and how many times the count that ends a code it then has:
    // with the usual decay it has seventy steps to come into use.
    private const int Candidates = 8, Grace = 2;

    private readonly CodebookOptions _options;
    private readonly float[] _sums;
    private readonly float[] _batchCounts;
    private readonly Tensor _counts;
    private Indices _nearest = new(0);
    private int _room;

    /// <summary>A codebook with fresh codes, uniform within 1 / number either way; they come to lie among the points with the first batch.</summary>
    /// <param name="number">How many codes there are.</param>
    /// <param name="dimension">How many values a code has.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="rng">Where codes are drawn from.</param>
    /// <param name="backend">Where they live.</param>
    public Codebook(int number, int dimension, CodebookOptions options, Rng rng, Backend? backend = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(number, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimension);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rng);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Restart);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(options.Decay, 1);
        _options = options;
        _sums = new float[number * dimension];
        _batchCounts = new float[number];
        var shape = new Shape(number, dimension);
        float[] fresh = [.. Enumerable.Range(0, shape.Length).Select(_ => (float)(((2 * rng.NextDouble()) - 1) / number))];
        Vectors = options.ByGradient ? Tensor.Parameter(fresh, shape, backend) : Tensor.Constant(fresh, shape, backend);
        _counts = Tensor.Constant(new float[number], new Shape(number), backend);
    }

    /// <summary>[codes, dimension].</summary>
    public Tensor Vectors { get; }

    /// <summary>How many codes there are.</summary>
    public int Count => Vectors.Shape[0];

    /// <summary>How many values a code has.</summary>
    public int Dimension => Vectors.Shape[1];

    /// <summary>Whether codes get gradients of their own.</summary>
    public bool ByGradient => _options.ByGradient;

    /// <summary>Adds what is learned and what is counted.</summary>
    public void Collect(string path, ParameterSet parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (ByGradient)
        {
            parameters.Add($"{path}.codes", Vectors);
        }
        else
        {
            parameters.AddStatistic($"{path}.codes", Vectors);
        }
        parameters.AddStatistic($"{path}.counts", _counts);
    }

    /// <summary>The number of the code nearest to every point.</summary>
    /// <param name="points">[points, dimension].</param>
    /// <param name="reuse">Whether the result need only be valid until the next such call: training's steps come one after the other and make no garbage, and several threads may ask for the rest.</param>
    internal Indices Nearest(Tensor points, bool reuse = false)
    {
        int count = points.Shape[0];
        if (reuse && _room < count)
        {
            _nearest = new Indices(count);
            _room = count;
        }
        Indices result = reuse ? _nearest : new Indices(count);
        Span<int> nearest = result.Refill(count);
        // The nearest is the one of the greatest z e - |e|^2 / 2.
        Tensor vectors = Vectors.Detach(), still = points.Detach(), halves = vectors.Square().Sum(1).Affine(0.5f);
        for (int start = 0; start < count; start += MostPoints)
        {
            int now = Math.Min(MostPoints, count - start);
            Tensor some = now == count ? still : still.Slice(0, start, now);
            Distributions.Largest.Of(some.MatMul(vectors, transposeB: true) - halves, nearest.Slice(start, now));
        }
        return result;
    }

    /// <summary>Follows a batch: moves codes to the running mean of their points, and puts those that are out of use elsewhere.</summary>
    /// <param name="points">[points, dimension].</param>
    /// <param name="nearest">The code of every point.</param>
    /// <param name="noise">Where the points that restarted codes come to lie on are drawn from.</param>
    internal void Follow(Tensor points, ReadOnlySpan<int> nearest, Rng noise)
    {
        ReadOnlySpan<float> z = points.TryGetSpan(out Span<float> own) ? own : points.ToArray();
        bool inPlace = Vectors.TryGetSpan(out Span<float> vectors) & _counts.TryGetSpan(out Span<float> counts);
        vectors = inPlace ? vectors : Vectors.ToArray();
        counts = inPlace ? counts : _counts.ToArray();
        SumUp(z, nearest);
        float keep = (float)_options.Decay, take = 1 - keep, share = (float)nearest.Length / Count, least = (float)_options.Restart * share;
        for (int k = 0; k < Count; k++)
        {
            Span<float> vector = vectors.Slice(k * Dimension, Dimension), sum = _sums.AsSpan(k * Dimension, Dimension);
            float before = counts[k];
            counts[k] = (keep * before) + (take * _batchCounts[k]);
            if (counts[k] < least)
            {
                WorstServed(z, nearest, vectors, noise).CopyTo(vector);
                counts[k] = Grace * least;
            }
            else if (!ByGradient && _batchCounts[k] > 0)
            {
                for (int d = 0; d < Dimension; d++)
                {
                    vector[d] = ((keep * before * vector[d]) + (take * sum[d])) / counts[k];
                }
            }
        }
        if (!inPlace)
        {
            Vectors.Set(vectors);
            _counts.Set(counts);
        }
    }

    /// <summary>Of a few points drawn at random, the one farthest from its code: most points are where codes are already.</summary>
    private ReadOnlySpan<float> WorstServed(ReadOnlySpan<float> z, ReadOnlySpan<int> nearest, ReadOnlySpan<float> vectors, Rng noise)
    {
        ReadOnlySpan<float> worst = z[..Dimension];
        float most = -1;
        for (int i = 0; i < Candidates; i++)
        {
            int drawn = noise.Next(nearest.Length);
            ReadOnlySpan<float> point = z.Slice(drawn * Dimension, Dimension), code = vectors.Slice(nearest[drawn] * Dimension, Dimension);
            float distance = 0;
            for (int d = 0; d < Dimension; d++)
            {
                distance += (point[d] - code[d]) * (point[d] - code[d]);
            }
            if (distance > most)
            {
                most = distance;
                worst = point;
            }
        }
        return worst;
    }

    /// <summary>Adds up the points of every code, in their order: the same bits however many threads there are.</summary>
    private void SumUp(ReadOnlySpan<float> z, ReadOnlySpan<int> nearest)
    {
        Array.Clear(_sums);
        Array.Clear(_batchCounts);
        for (int i = 0; i < nearest.Length; i++)
        {
            Span<float> sum = _sums.AsSpan(nearest[i] * Dimension, Dimension);
            ReadOnlySpan<float> point = z.Slice(i * Dimension, Dimension);
            _batchCounts[nearest[i]]++;
            for (int d = 0; d < sum.Length; d++)
            {
                sum[d] += point[d];
            }
        }
    }
}

/// <summary>How a codebook learns.</summary>
public sealed record CodebookOptions
{
    /// <summary>Whether codes follow their points by gradients; else by a running mean.</summary>
    public bool ByGradient { get; init; }

    /// <summary>The share of the past in running means and counts, below 1.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>The share of an equal number of points below which a code is out of use and starts anew; 0 for never.</summary>
    public double Restart { get; init; } = 0.05;
}
