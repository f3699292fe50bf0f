using Latent.Tensors;
using Latent.Tensors.Backends;

namespace Latent.Samplers.Columns;

/// <summary>
/// The numbers of a column in bins that hold about as many of them each; a number that would fill a bin alone has one to itself.
/// Within a bin numbers are drawn between the quantiles that it was found to have.
/// </summary>
internal sealed class NumberBins
{
    // Quantiles of a bin, its ends included.
    private const int Knots = 9;

    private readonly float[] _knots;

    private NumberBins(float[] knots)
    {
        _knots = knots;
        Count = knots.Length / Knots;
    }

    /// <summary>How many bins there are.</summary>
    public int Count { get; }

    /// <summary>Bins of these numbers.</summary>
    /// <param name="sorted">Numbers in rising order.</param>
    /// <param name="most">How many bins there may be.</param>
    public static NumberBins Of(ReadOnlySpan<float> sorted, int most)
    {
        List<(int Start, int Length)> runs = Runs(sorted);
        bool allAlone = runs.Count <= most;
        long whole = sorted.Length;
        bool Alone((int Start, int Length) run) => allAlone || (long)run.Length * most >= whole;
        int alone = runs.Count(Alone), spread = runs.Where(run => !Alone(run)).Sum(run => run.Length);
        // A stretch between two numbers that stand alone ends a bin early: half of the bins are filled whole, the others as they come.
        int left = Math.Max(1, most - alone), stretches = Stretches(runs, Alone);
        double fill = stretches < left ? (double)spread / (left - stretches) : spread;
        List<float> knots = [];
        int first = -1, held = 0;
        foreach ((int Start, int Length) run in runs)
        {
            if (Alone(run))
            {
                Close(sorted);
                (first, held) = (run.Start, run.Length);
                Close(sorted);
                continue;
            }
            first = first < 0 ? run.Start : first;
            held += run.Length;
            if (held >= fill)
            {
                Close(sorted);
            }
        }
        Close(sorted);
        return new NumberBins(knots.Count > 0 ? [.. knots] : new float[Knots]);

        void Close(ReadOnlySpan<float> all)
        {
            if (held > 0)
            {
                ReadOnlySpan<float> own = all.Slice(first, held);
                for (int k = 0; k < Knots; k++)
                {
                    knots.Add(own[(int)((long)(own.Length - 1) * k / (Knots - 1))]);
                }
            }
            (first, held) = (-1, 0);
        }
    }

    /// <summary>Room for so many bins, to be read from a file.</summary>
    public static Tensor Room(int bins, Backend backend) => Tensor.Constant(new float[bins * Knots], new Shape(bins, Knots), backend);

    /// <summary>Bins that were kept.</summary>
    public static NumberBins From(Tensor kept) => new(kept.ToArray());

    /// <summary>Keeps the bins.</summary>
    public void Keep(Tensor room) => room.Set(_knots);

    /// <summary>The bin of a number: the last one that begins at or below it.</summary>
    public int Of(float number)
    {
        int low = 0, high = Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _knots[middle * Knots] <= number ? (middle, high) : (low, middle - 1);
        }
        return low;
    }

    /// <summary>A number of a bin.</summary>
    /// <param name="bin">Which.</param>
    /// <param name="share">How far along in it, from 0 to 1.</param>
    public float Number(int bin, double share)
    {
        double place = Math.Clamp(share, 0, 1) * (Knots - 1);
        int knot = Math.Min((int)place, Knots - 2);
        float low = _knots[(bin * Knots) + knot], high = _knots[(bin * Knots) + knot + 1];
        return (float)(low + ((place - knot) * (high - low)));
    }

    private static List<(int Start, int Length)> Runs(ReadOnlySpan<float> sorted)
    {
        List<(int, int)> runs = [];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start]; end++)
            {
            }
            runs.Add((start, end - start));
        }
        return runs;
    }

    private static int Stretches(List<(int Start, int Length)> runs, Func<(int Start, int Length), bool> alone)
    {
        int stretches = 0;
        bool within = false;
        foreach ((int, int) run in runs)
        {
            stretches += !within && !alone(run) ? 1 : 0;
            within = !alone(run);
        }
        return stretches;
    }
}
