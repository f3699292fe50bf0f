using System.Numerics;

namespace Latent.Data;

/// <summary>Looks for values that no model can learn from.</summary>
internal static class Finite
{
    /// <summary>The position of the first NaN or infinity, or -1.</summary>
    public static int IndexOfOther(ReadOnlySpan<float> values)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            // x - x is zero for finite values only.
            var x = new Vector<float>(values[i..]);
            if (!Vector.EqualsAll(x - x, Vector<float>.Zero))
            {
                break;
            }
        }
        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Makes zeros of what is not a number.</summary>
    public static void Fill(Span<float> values)
    {
        foreach (ref float value in values)
        {
            value = float.IsNaN(value) ? 0 : value;
        }
    }

    /// <summary>Throws when a value of one row is NaN or infinite.</summary>
    /// <exception cref="InputException">Names the row and the column.</exception>
    public static void Require(ReadOnlySpan<float> row, int rowNumber, string name)
    {
        int column = IndexOfOther(row);
        if (column >= 0)
        {
            string what = float.IsNaN(row[column]) ? "missing (NaN)" : "infinite as a 32-bit float";
            throw new InputException($"{name}: row {rowNumber}, column {column} is {what}; fill or remove such rows first.");
        }
    }

    /// <summary>The smallest and the largest value, NaN aside; null when there is none.</summary>
    public static (float Minimum, float Maximum)? Range(ReadOnlySpan<float> values)
    {
        var low = new Vector<float>(float.PositiveInfinity);
        var high = new Vector<float>(float.NegativeInfinity);
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var x = new Vector<float>(values[i..]);
            low = Vector.ConditionalSelect(Vector.LessThan(x, low), x, low);
            high = Vector.ConditionalSelect(Vector.GreaterThan(x, high), x, high);
        }
        float minimum = float.PositiveInfinity, maximum = float.NegativeInfinity;
        for (int lane = 0; lane < Vector<float>.Count; lane++)
        {
            minimum = Math.Min(minimum, low[lane]);
            maximum = Math.Max(maximum, high[lane]);
        }
        for (; i < values.Length; i++)
        {
            minimum = values[i] < minimum ? values[i] : minimum;
            maximum = values[i] > maximum ? values[i] : maximum;
        }
        return minimum <= maximum ? (minimum, maximum) : null;
    }
}
