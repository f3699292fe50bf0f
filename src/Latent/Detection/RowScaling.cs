using Latent.Tables;
using Latent.Tensors;

namespace Latent.Detection;

/// <summary>
/// Turns the rows of a table, as models see them, into rows that distances and normal noise suit. Numbers are pulled in where
/// they lie far out: linear within a few interquartile ranges, logarithmic beyond; then all is brought to mean 0 and
/// deviation 1. Levels of an order become their number, other levels a one among zeros.
/// </summary>
internal sealed class RowScaling
{
    // How many robust deviations from the middle numbers begin to count by their logarithms.
    private const double Bend = 3;

    // A level is not so rare that its appearance outweighs all else.
    private const double LeastDeviation = 0.02;

    private const int Figures = 4;

    private readonly TableSlot[] _slots;
    private readonly int[] _starts;
    private readonly float[] _figures;

    /// <summary>A scaling whose figures are yet to be learned or read.</summary>
    public RowScaling(TableSchema schema)
    {
        Schema = schema;
        _slots = [.. schema.Slots];
        _starts = new int[_slots.Length];
        for (int i = 0; i < _slots.Length; i++)
        {
            _starts[i] = Width;
            Width += IsGroup(_slots[i]) ? _slots[i].Width : 1;
        }
        _figures = new float[Figures * Width];
        Parameters = Tensor.Constant(_figures, new Shape(Figures, Width));
    }

    public TableSchema Schema { get; }

    /// <summary>How many values a scaled row has.</summary>
    public int Width { get; }

    /// <summary>[4, width]: middle and robust deviation (0 for levels), then mean and deviation.</summary>
    public Tensor Parameters { get; }

    /// <summary>Where the values of a slot lie in a scaled row.</summary>
    public Range Values(int slot) => _starts[slot]..(_starts[slot] + (IsGroup(_slots[slot]) ? _slots[slot].Width : 1));

    /// <summary>Learns the figures from rows of slots' numbers.</summary>
    public void Fit(ReadOnlySpan<float> slots, int rows)
    {
        for (int s = 0; s < _slots.Length; s++)
        {
            double[] present = Present(slots, rows, s);
            if (IsGroup(_slots[s]))
            {
                FitLevels(present, s);
            }
            else
            {
                FitNumbers(present, _starts[s]);
            }
        }
        Parameters.Set(_figures);
    }

    /// <summary>Takes over the figures that were read into <see cref="Parameters"/>.</summary>
    public void Restore() => Parameters.CopyTo(_figures);

    /// <summary>Scales a row.</summary>
    /// <param name="slots">The numbers of its slots, not a number where one is missing.</param>
    /// <param name="scaled">[width].</param>
    public void Scale(ReadOnlySpan<float> slots, Span<float> scaled)
    {
        for (int s = 0; s < _slots.Length; s++)
        {
            float x = slots[s];
            int start = _starts[s];
            if (!IsGroup(_slots[s]))
            {
                scaled[start] = (Bent(x, start) - Mean(start)) / Deviation(start);
                continue;
            }
            for (int j = 0; j < _slots[s].Width; j++)
            {
                scaled[start + j] = float.IsNaN(x) ? float.NaN : (((int)x == j ? 1 : 0) - Mean(start + j)) / Deviation(start + j);
            }
        }
    }

    /// <summary>The number of a slot that scaled values stand for: of levels the likeliest.</summary>
    public float Restored(int slot, ReadOnlySpan<float> scaled)
    {
        int start = _starts[slot];
        if (!IsGroup(_slots[slot]))
        {
            double bent = (scaled[start] * (double)Deviation(start)) + Mean(start);
            return (float)((Bend * _figures[Width + start] * Math.Sinh(Math.Clamp(bent, -60, 60) / Bend)) + _figures[start]);
        }
        int best = 0;
        double most = double.NegativeInfinity;
        // The last level stands for those that were not seen: nobody expects it.
        for (int j = 0; j < _slots[slot].Width - (_slots[slot].Part is null ? 1 : 0); j++)
        {
            double share = (scaled[start + j] * (double)Deviation(start + j)) + Mean(start + j);
            (best, most) = share > most ? (j, share) : (best, most);
        }
        return best;
    }

    private static bool IsGroup(TableSlot slot) => slot.Kind is SlotKind.Category;

    private float Mean(int value) => _figures[(2 * Width) + value];

    private float Deviation(int value) => _figures[(3 * Width) + value];

    private float Bent(float x, int value) => (float)(Bend * Math.Asinh((x - _figures[value]) / (Bend * _figures[Width + value])));

    private double[] Present(ReadOnlySpan<float> slots, int rows, int slot)
    {
        List<double> present = new(rows);
        for (int i = 0; i < rows; i++)
        {
            float x = slots[(i * _slots.Length) + slot];
            if (!float.IsNaN(x))
            {
                present.Add(x);
            }
        }
        return [.. present];
    }

    private void FitNumbers(double[] x, int value)
    {
        Array.Sort(x);
        double deviation = Spread(x).Deviation;
        double robust = x.Length > 0 ? (Quantile(x, 0.75) - Quantile(x, 0.25)) / 1.349 : 0;
        _figures[value] = x.Length > 0 ? (float)Quantile(x, 0.5) : 0;
        _figures[Width + value] = (float)(robust > 0.01 * deviation ? robust : deviation > 0 ? deviation : 1);
        (double mean, deviation) = Spread([.. x.Select(v => (double)Bent((float)v, value))]);
        _figures[(2 * Width) + value] = (float)mean;
        _figures[(3 * Width) + value] = (float)(deviation > 1e-6 ? deviation : 1);
    }

    private void FitLevels(double[] x, int slot)
    {
        for (int j = 0; j < _slots[slot].Width; j++)
        {
            int value = _starts[slot] + j, level = j;
            double share = (x.Count(v => (int)v == level) + 0.5) / (x.Length + 1);
            _figures[(2 * Width) + value] = (float)share;
            _figures[(3 * Width) + value] = (float)Math.Max(LeastDeviation, Math.Sqrt(share * (1 - share)));
        }
    }

    private static (double Mean, double Deviation) Spread(double[] x)
    {
        double mean = x.Length > 0 ? x.Average() : 0;
        return (mean, x.Length > 0 ? Math.Sqrt(x.Sum(v => (v - mean) * (v - mean)) / x.Length) : 0);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        return sorted[below] + ((place - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
