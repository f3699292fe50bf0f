using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Latent.Tables;
using Latent.Tensors;

namespace Latent.Detection;

/// <summary>
/// Turns the slots of a table's rows into rows that distances and normal noise suit. Numbers from zero on with a long tail are
/// taken by their logarithms; numbers are pulled in where they lie far out, linear within a few interquartile ranges and
/// logarithmic beyond; then all is brought to mean 0 and deviation 1. Beyond the ends of what was seen distances count for more where a column ends
/// more abruptly than it spreads: a negative price is far from all prices. Levels of an order become their number, other levels a one among zeros.
/// </summary>
internal sealed class RowScaling
{
    // How many robust deviations from the middle numbers begin to count by their logarithms.
    private const double Bend = 3;

    // From so many deviations on the farthest number makes a tail long.
    private const double LongTail = 50;

    // By how much distances beyond an abrupt end are stretched at most, and how many robust deviations farther a number lies that its kind has none of.
    private const double MostStretch = 10;

    // Zero and the ends of shares, kept in single precision, are not beyond themselves.
    private const double Slack = 1e-6;

    // Farther numbers have squares that no number holds; those that were learned from end far before.
    private const double Farthest = 1e150;

    // A level is not so rare that its appearance outweighs all else.
    private const double LeastDeviation = 0.02;

    // A wider row's numbers do not fit on the stack.
    private const int MostOnStack = 1024;

    private const int Middle = 0, Robust = 1, Mean = 2, Deviation = 3, Logarithm = 4, Low = 5, High = 6, StretchBelow = 7, StretchAbove = 8, Figures = 9;

    private readonly float[] _figures;
    // Of every value, up to a whole number of vectors: what it is multiplied by before it is pulled in (0 for levels, which are not), its mean, and what it is multiplied by then.
    private readonly double[] _perUnit;
    private readonly double[] _means;
    private readonly double[] _perDeviation;
    // Of every value: its ends, from the middle, and what is added for every unit beyond them.
    private readonly double[] _lows;
    private readonly double[] _highs;
    private readonly double[] _addedBelow;
    private readonly double[] _addedAbove;
    private readonly ScaledField[] _fields;
    private readonly Column[] _columns;
    private readonly bool[] _plain;
    private readonly Straight?[] _straight;
    private readonly (double Least, double Most)[] _ends;

    /// <summary>A scaling whose figures are yet to be learned or read.</summary>
    public RowScaling(TableSchema schema)
    {
        Schema = schema;
        List<ScaledField> fields = [];
        for (int s = 0; s < schema.Slots.Count; s++)
        {
            TableSlot slot = schema.Slots[s];
            if (slot.IsAtom)
            {
                continue;
            }
            double[]? codes = slot.Kind is SlotKind.Category && slot.Part is null ? Codes(schema.Columns[slot.Column].Levels) : null;
            bool isGroup = slot.Kind is SlotKind.Category && codes is null;
            int atoms = slot.Kind is SlotKind.Category ? -1 : schema.Slots.ToList().FindIndex(other => other.IsAtom && other.Column == slot.Column);
            fields.Add(new ScaledField(slot.Column, s, atoms, Width, isGroup ? slot.Width : 1, isGroup) { Codes = codes });
            Width += fields[^1].Width;
        }
        _fields = [.. fields];
        _columns = [.. schema.Columns];
        _plain = [.. schema.Columns.Select(IsPlain)];
        _straight = [.. _fields.Select(field => field is { IsGroup: false, Codes: null, Atoms: < 0 } && _plain[field.Column] && _columns[field.Column].Kind is ColumnKind.Real
            ? new Straight(_columns[field.Column].Scale, _columns[field.Column].Location) : (Straight?)null)];
        _ends = [.. _fields.Select(field => Ends(_columns[field.Column], _plain[field.Column]))];
        _figures = new float[Figures * Width];
        int room = (Width + Vector256<double>.Count - 1) / Vector256<double>.Count * Vector256<double>.Count;
        (_perUnit, _means, _perDeviation) = (new double[room], new double[room], new double[room]);
        (_lows, _highs, _addedBelow, _addedAbove) = (new double[room], new double[room], new double[room], new double[room]);
        Parameters = Tensor.Constant(_figures, new Shape(Figures, Width));
    }

    public TableSchema Schema { get; }

    /// <summary>What a scaled row is made of, in its order.</summary>
    public IReadOnlyList<ScaledField> Fields => _fields;

    /// <summary>How many values a scaled row has.</summary>
    public int Width { get; }

    /// <summary>[9, width]: middle, robust deviation, mean, deviation, the unit of a logarithm or 0 for none, the ends of what was seen, and by what distances beyond each are multiplied.</summary>
    public Tensor Parameters { get; }

    /// <summary>Learns the figures from rows of slots.</summary>
    public void Fit(ReadOnlySpan<float> slots, int rows)
    {
        int each = Schema.Slots.Count;
        foreach (ScaledField field in Fields)
        {
            List<double> present = new(rows);
            for (int i = 0; i < rows; i++)
            {
                double x = Number(field, slots.Slice(i * each, each));
                if (!double.IsNaN(x))
                {
                    present.Add(x);
                }
            }
            if (field.IsGroup)
            {
                FitLevels([.. present], field);
            }
            else
            {
                FitNumbers([.. present], field.Start, Schema.Columns[field.Column].Kind is ColumnKind.Real or ColumnKind.Positive or ColumnKind.Count, mayStretch: field.Codes is null);
            }
        }
        Parameters.Set(_figures);
        Restore();
    }

    /// <summary>Takes over the figures that were read into <see cref="Parameters"/>.</summary>
    public void Restore()
    {
        Parameters.CopyTo(_figures);
        for (int v = 0; v < Width; v++)
        {
            (_means[v], _perDeviation[v]) = (Figure(Mean, v), 1.0 / Figure(Deviation, v));
        }
        foreach (ScaledField field in _fields)
        {
            double unit = field.IsGroup ? 0 : Bend * Figure(Robust, field.Start);
            _perUnit[field.Start] = unit > 0 ? 1 / unit : 0;
            if (!field.IsGroup)
            {
                int v = field.Start;
                (_lows[v], _highs[v]) = (Figure(Low, v) - Figure(Middle, v), Figure(High, v) - Figure(Middle, v));
                (_addedBelow[v], _addedAbove[v]) = (Figure(StretchBelow, v) - 1, Figure(StretchAbove, v) - 1);
            }
        }
    }

    /// <summary>Scales a row.</summary>
    /// <param name="slots">The numbers of its slots, not a number where one is missing.</param>
    /// <param name="scaled">[width].</param>
    public void Scale(ReadOnlySpan<float> slots, Span<float> scaled)
    {
        Span<double> values = _means.Length <= MostOnStack ? stackalloc double[_means.Length] : new double[_means.Length];
        values[Width..].Clear();
        for (int i = 0; i < _fields.Length; i++)
        {
            ScaledField field = _fields[i];
            double x = _straight[i] is { } line ? (slots[field.Slot] * line.Scale) + line.Location : Number(field, slots);
            int v = field.Start;
            if (!field.IsGroup)
            {
                x = Math.Clamp(x, -Farthest, Farthest);
                values[v] = Straightened(x, Figure(Logarithm, v)) - Figure(Middle, v)
                    + (x < _ends[i].Least ? -MostStretch * Figure(Robust, v) : x > _ends[i].Most ? MostStretch * Figure(Robust, v) : 0);
                continue;
            }
            values.Slice(v, field.Width).Fill(double.IsNaN(x) ? double.NaN : 0);
            if (x < field.Width)
            {
                values[v + (int)x] = 1;
            }
        }
        Pull(values, scaled);
    }

    /// <summary>The logarithm of 1 and a number in its unit, if it has one; it goes on as a line below 0.</summary>
    private static double Straightened(double x, double unit) => !(unit > 0) ? x : x > 0 ? Math.Log(1 + (x / unit)) : x / unit;

    /// <summary>Stretches what lies beyond the ends, pulls in what lies far out, levels aside, and brings all to mean 0 and deviation 1.</summary>
    private void Pull(ReadOnlySpan<double> values, Span<float> scaled)
    {
        ref double value = ref MemoryMarshal.GetReference(values);
        for (int i = 0; i < values.Length; i += Vector256<double>.Count)
        {
            Vector256<double> x = Vector256.LoadUnsafe(ref value, (nuint)i), perUnit = Vector256.LoadUnsafe(ref _perUnit[0], (nuint)i);
            Vector256<double> below = Vector256.Max(Vector256.LoadUnsafe(ref _lows[0], (nuint)i) - x, Vector256<double>.Zero), above = Vector256.Max(x - Vector256.LoadUnsafe(ref _highs[0], (nuint)i), Vector256<double>.Zero);
            x += (above * Vector256.LoadUnsafe(ref _addedAbove[0], (nuint)i)) - (below * Vector256.LoadUnsafe(ref _addedBelow[0], (nuint)i));
            Vector256<double> size = Vector256.Abs(x * perUnit);
            Vector256<double> pulled = Vector256.CopySign(Bend * Vector256.Log(size + Vector256.Sqrt((size * size) + Vector256<double>.One)), x);
            x = Vector256.ConditionalSelect(Vector256.Equals(perUnit, Vector256<double>.Zero), x, pulled);
            x = (x - Vector256.LoadUnsafe(ref _means[0], (nuint)i)) * Vector256.LoadUnsafe(ref _perDeviation[0], (nuint)i);
            Vector128<float> narrow = Vector256.Narrow(x, x).GetLower();
            if (i <= scaled.Length - Vector128<float>.Count)
            {
                narrow.CopyTo(scaled[i..]);
                continue;
            }
            for (int rest = i; rest < scaled.Length; rest++)
            {
                scaled[rest] = narrow[rest - i];
            }
        }
    }

    /// <summary>What stands in a field of a row, as a table would write it.</summary>
    public string Text(ScaledField field, ReadOnlySpan<float> slots)
    {
        double number = Number(field, slots);
        // So far off, single precision has no more digits.
        return Text(field, Math.Abs(slots[field.Slot]) > Column.Farthest ? double.Parse(number.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : number);
    }

    /// <summary>What scaled values stand for, as a table would write it: of levels the likeliest.</summary>
    public string Expected(ScaledField field, ReadOnlySpan<float> scaled)
    {
        Column column = Schema.Columns[field.Column];
        int v = field.Start;
        if (!field.IsGroup)
        {
            double bent = (scaled[v] * (double)Figure(Deviation, v)) + Figure(Mean, v);
            double x = (Bend * Figure(Robust, v) * Math.Sinh(Math.Clamp(bent / Bend, -50, 50))) + Figure(Middle, v);
            x = Figure(Logarithm, v) > 0 ? Figure(Logarithm, v) * Math.Max(0, Math.Exp(Math.Min(x, 500)) - 1) : x;
            return field.Codes is { } codes ? Text(field, Math.Clamp(x, codes[..^1].Min(), codes[..^1].Max()))
                : RowCodec.Text(column, Math.Clamp(_plain[field.Column] ? x : column.Restore(x), column.Minimum, column.Maximum));
        }
        int best = 0;
        double most = double.NegativeInfinity;
        // The last level of a column stands for those that were not seen: nobody expects it.
        for (int level = 0; level < Math.Max(1, column.Levels.Count); level++)
        {
            double share = (scaled[v + level] * (double)Figure(Deviation, v + level)) + Figure(Mean, v + level);
            (best, most) = share > most ? (level, share) : (best, most);
        }
        return Text(field, best);
    }

    private string Text(ScaledField field, double number)
    {
        Column column = Schema.Columns[field.Column];
        int level = field.Codes is { } codes ? Nearest(codes, number) : (int)Math.Round(number);
        return column.HasLevels ? (level < column.Levels.Count ? column.Levels[Math.Max(0, level)] : "(not seen in training)")
            : RowCodec.Text(column, _plain[field.Column] ? number : column.RestoreAny(number));
    }

    /// <summary>The number or level of a field: in the column's own units where those spread evenly enough.</summary>
    private double Number(ScaledField field, ReadOnlySpan<float> slots)
    {
        double x = slots[field.Slot];
        Column column = _columns[field.Column];
        if (field.Codes is { } codes)
        {
            return double.IsNaN(x) ? x : codes[(int)x];
        }
        if (field.Atoms >= 0 && double.IsNaN(x) && slots[field.Atoms] < column.Atoms.Count)
        {
            double atom = column.Atoms[(int)slots[field.Atoms]];
            return _plain[field.Column] ? atom : column.Standardize(atom);
        }
        return _plain[field.Column] ? column.RestoreAny(x) : x;
    }

    /// <summary>Beyond which numbers, as <see cref="Number"/> gives them, a column's kind has none: prices and counts below 0, shares above 1.</summary>
    private static (double Least, double Most) Ends(Column column, bool isPlain) => column.Kind switch
    {
        ColumnKind.Bounded => (column.StandardizeAny(column.Minimum) - Slack, column.StandardizeAny(column.Maximum) + Slack),
        ColumnKind.Positive or ColumnKind.Count when isPlain => (-Slack, double.PositiveInfinity),
        _ => (double.NegativeInfinity, double.PositiveInfinity),
    };

    /// <summary>Whether numbers stand for themselves: dates, bounded numbers, and those whose squares a float cannot hold, are taken as models see them.</summary>
    private static bool IsPlain(Column column) => column.Kind is ColumnKind.Real or ColumnKind.Positive or ColumnKind.Count
        && Math.Max(Math.Abs(column.Minimum), Math.Abs(column.Maximum)) is > 1e-15 and < 1e15 && (column.Kind is not ColumnKind.Real || column.Scale is > 1e-15);

    /// <summary>Levels that are numbers, several of them, lie far from or near to each other, whatever they stand for: what was not seen lies beyond them all.</summary>
    private static double[]? Codes(IReadOnlyList<string> levels)
    {
        double[] codes = new double[levels.Count + 1];
        for (int i = 0; i < levels.Count; i++)
        {
            if (!double.TryParse(levels[i].Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out codes[i]) || !double.IsFinite(codes[i]))
            {
                return null;
            }
        }
        codes[^1] = levels.Count > 0 ? (2 * codes[..^1].Max()) - codes[..^1].Min() : 0;
        return levels.Count > 2 ? codes : null;
    }

    private static int Nearest(double[] codes, double number)
    {
        int best = 0;
        for (int i = 1; i < codes.Length; i++)
        {
            best = Math.Abs(codes[i] - number) < Math.Abs(codes[best] - number) ? i : best;
        }
        return best;
    }

    private float Figure(int figure, int value) => _figures[(figure * Width) + value];

    /// <summary>The area hyperbolic sine, several times faster than the library's; what it loses near zero is far below a float's precision beside 1.</summary>
    private static double Asinh(double x)
    {
        double size = Math.Abs(x);
        return Math.CopySign(Math.Log(size + Math.Sqrt((size * size) + 1)), x);
    }

    private void FitNumbers(double[] x, int value, bool mayBeLong, bool mayStretch)
    {
        Array.Sort(x);
        (double mean, double deviation) = Spread(x);
        double[] above = [.. x.Where(v => v > 0)];
        if (mayBeLong && x.Length > 0 && x[0] >= 0 && x[^1] - mean > LongTail * deviation && above.Length > 0)
        {
            Set(Logarithm, value, Quantile(above, 0.5));
            x = Array.ConvertAll(x, v => Straightened(v, Quantile(above, 0.5)));
            deviation = Spread(x).Deviation;
        }
        double robust = x.Length > 0 ? (Quantile(x, 0.75) - Quantile(x, 0.25)) / 1.349 : 0;
        Set(Middle, value, x.Length > 0 ? Quantile(x, 0.5) : 0);
        Set(Robust, value, robust > 0.01 * deviation ? robust : deviation > 0 ? deviation : 1);
        mayStretch &= x.Length > 0;
        Set(Low, value, mayStretch ? MathF.BitDecrement((float)x[0]) : 0);
        Set(High, value, mayStretch ? MathF.BitIncrement((float)x[^1]) : 0);
        Set(StretchBelow, value, mayStretch ? Stretch(x.Where(v => v < Figure(Middle, value))) : 1);
        Set(StretchAbove, value, mayStretch ? Stretch(x.Where(v => v > Figure(Middle, value))) : 1);
        double middle = Figure(Middle, value), unit = Bend * Figure(Robust, value);
        (mean, deviation) = Spread(Array.ConvertAll(x, v => Bend * Asinh((v - middle) / unit)));
        Set(Mean, value, mean);
        Set(Deviation, value, deviation > 1e-6 ? deviation : 1);

        // All is taken to spread so many times as wide as this side of the middle does; twice as wide is only skewed.
        double Stretch(IEnumerable<double> side)
        {
            double squares = side.Sum(v => (v - Figure(Middle, value)) * (v - Figure(Middle, value)));
            return Math.Clamp(Figure(Robust, value) / 2 / Math.Sqrt(2 * squares / x.Length), 1, MostStretch);
        }
    }

    private void FitLevels(double[] x, ScaledField field)
    {
        for (int level = 0; level < field.Width; level++)
        {
            int at = level;
            double share = (x.Count(v => (int)v == at) + 0.5) / (x.Length + 1);
            Set(Mean, field.Start + level, share);
            Set(Deviation, field.Start + level, Math.Max(LeastDeviation, Math.Sqrt(share * (1 - share))));
        }
    }

    private void Set(int figure, int value, double number) => _figures[(figure * Width) + value] = (float)number;

    /// <summary>A number that a slot gives at once, as nearly all do.</summary>
    private readonly record struct Straight(double Scale, double Location);

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
