using System.Globalization;
using System.Numerics;

namespace Latent.Data;

/// <summary>Which values a row can have for a likelihood to account for it, and what to say where one has others. Values that are missing (NaN) belong to every domain.</summary>
public abstract class ValueDomain
{
    private protected ValueDomain()
    {
    }

    /// <summary>All values.</summary>
    public static ValueDomain Any { get; } = new AnyDomain();

    /// <summary>Whole numbers from 0 to 2^24, up to where a 32-bit float knows all of them.</summary>
    public static ValueDomain Counts { get; } = new CountDomain();

    /// <summary>Values between 0 and 1, both ends left out.</summary>
    public static ValueDomain OpenUnit { get; } = new OpenUnitDomain();

    /// <summary>What values have to be, and what to do where they are not: the end of a sentence.</summary>
    private protected abstract string Wanted { get; }

    /// <summary>Groups of so many values each, one of every group 1 and the others 0.</summary>
    public static ValueDomain OneHot(IReadOnlyList<int> groups) => new OneHotDomain(groups);

    /// <summary>The position of the first value of a row that is outside, or -1.</summary>
    public abstract int IndexOfOther(ReadOnlySpan<float> row);

    /// <summary>Throws when a value of a row is outside.</summary>
    /// <param name="row">The values.</param>
    /// <param name="number">The row's number, for the message.</param>
    /// <param name="name">What the data are called.</param>
    /// <exception cref="InputException">Names the row and the column.</exception>
    public void Require(ReadOnlySpan<float> row, int number, string name)
    {
        int column = IndexOfOther(row);
        if (column >= 0)
        {
            throw new InputException(string.Create(CultureInfo.InvariantCulture, $"{name}: row {number}, column {column} is {row[column]}; {Wanted}."));
        }
    }

    /// <summary>Throws when a value of (at most 20,000 of) the rows is outside.</summary>
    /// <exception cref="InputException">Names the row and the column.</exception>
    internal void Require(RowSource rows, string name)
    {
        if (ReferenceEquals(this, Any))
        {
            return;
        }
        foreach ((int number, float[] row) in rows.Spread())
        {
            Require(row, rows.Origin(number), name);
        }
    }

    private sealed class AnyDomain : ValueDomain
    {
        private protected override string Wanted => "";

        public override int IndexOfOther(ReadOnlySpan<float> row) => -1;
    }

    private sealed class CountDomain : ValueDomain
    {
        private const float Most = 1 << 24;

        private protected override string Wanted => "counts are whole numbers from 0 to 16,777,216, so give the counts as they were taken, or choose the likelihood gaussian";

        public override int IndexOfOther(ReadOnlySpan<float> row)
        {
            int i = 0;
            for (; i <= row.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var x = new Vector<float>(row[i..]);
                if (!Vector.EqualsAll(x, Vector.Floor(x)) || !Vector.GreaterThanOrEqualAll(x, Vector<float>.Zero) || !Vector.LessThanOrEqualAll(x, new Vector<float>(Most)))
                {
                    break;
                }
            }
            for (; i < row.Length; i++)
            {
                if (!float.IsNaN(row[i]) && !(row[i] >= 0 && row[i] <= Most && row[i] == MathF.Floor(row[i])))
                {
                    return i;
                }
            }
            return -1;
        }
    }

    private sealed class OpenUnitDomain : ValueDomain
    {
        private protected override string Wanted => "the likelihood beta takes values between 0 and 1 without the ends, so move them inwards ((x (n - 1) + 1/2) / n for n rows), or choose the likelihood continuous-bernoulli";

        public override int IndexOfOther(ReadOnlySpan<float> row)
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (!float.IsNaN(row[i]) && !(row[i] > 0 && row[i] < 1))
                {
                    return i;
                }
            }
            return -1;
        }
    }

    private sealed class OneHotDomain(IReadOnlyList<int> groups) : ValueDomain
    {
        private protected override string Wanted => "the likelihood categorical takes groups of values with a single 1 among zeros, so encode categories like that and say with 'levels' how many values each group has";

        public override int IndexOfOther(ReadOnlySpan<float> row)
        {
            int at = 0;
            foreach (int size in groups)
            {
                int ones = 0;
                bool missing = false;
                for (int i = at; i < at + size; i++)
                {
                    missing |= float.IsNaN(row[i]);
                    ones += row[i] == 1 ? 1 : 0;
                    if (ones > 1 || (row[i] != 0 && row[i] != 1 && !float.IsNaN(row[i])))
                    {
                        return i;
                    }
                }
                if (ones == 0 && !missing)
                {
                    return at;
                }
                at += size;
            }
            return -1;
        }
    }
}
