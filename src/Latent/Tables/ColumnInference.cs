using System.Globalization;
using System.Text.RegularExpressions;

namespace Latent.Tables;

/// <summary>Tells what the values of a column are from what was found out about it.</summary>
internal static partial class ColumnInference
{
    // A number written for a category has few values, each seen often.
    private const int MostCodes = 30, FewestPerCode = 20;

    // A number with so few values is a grade.
    private const int MostGrades = 12;

    private const int MostLevels = 100;

    // A number in a twentieth of the cells, of a column that otherwise has many different ones, is no accident.
    private const double AtomShare = 0.05;

    private const int MostAtoms = 4, FewestNumbers = 20;

    // Numbers above zero are taken by their logarithms where that makes them far less skewed.
    private const double Skewed = 2;

    /// <summary>The column as it is taken when nobody says otherwise.</summary>
    public static Column Infer(ColumnProfile profile) => Of(profile, KindOf(profile));

    /// <summary>The column as values of this kind.</summary>
    /// <exception cref="InputException">Its values are not of this kind.</exception>
    public static Column Of(ColumnProfile profile, ColumnKind kind)
    {
        switch (kind)
        {
            case ColumnKind.Real or ColumnKind.Positive or ColumnKind.Count or ColumnKind.Bounded:
                return Number(profile, kind);
            case ColumnKind.Date:
                return Date(profile);
            case ColumnKind.Constant:
                return new Column(profile.Name, kind) { Note = profile.Present == 0 ? "no row has a value" : profile.Infinite > 0 && profile.Levels.Count > 1 ? "no row has a finite number" : "the same in every row" };
            case ColumnKind.Identifier:
                return new Column(profile.Name, kind) { Note = "another value in every row" };
            case ColumnKind.Ignored:
                return new Column(profile.Name, kind);
            case ColumnKind.Text:
                return Text(profile);
            default:
                return Category(profile, kind);
        }
    }

    private static ColumnKind KindOf(ColumnProfile p)
    {
        if (p.Present == 0 || (p.Levels.Count == 1 && !p.HasTooManyLevels))
        {
            return ColumnKind.Constant;
        }
        bool distinct = p.HasTooManyLevels ? false : p.Levels.Count == p.Present;
        if (p.Numbers == p.Present)
        {
            return p.Present > 2 && p.AreWhole && p.CountsUp && p.Infinite == 0 ? ColumnKind.Identifier
                : p.Levels.Count == 2 && !p.HasTooManyLevels ? ColumnKind.Binary
                : AreCodes(p) ? ColumnKind.Categorical
                : AreGrades(p) ? ColumnKind.Ordinal
                : p.Kept.Count == 0 ? ColumnKind.Constant
                : OfNumbers(p);
        }
        if (p.DateFormat is not null)
        {
            return ColumnKind.Date;
        }
        bool manyOnce = p.HasTooManyLevels ? p.Levels.Values.Sum() < 2 * p.Levels.Count && p.Levels.Values.Max() < p.Present / 100 : distinct && p.Present > 20;
        return manyOnce ? ColumnKind.Identifier
            : p.Levels.Count == 2 ? ColumnKind.Binary
            : p.Levels.Count > MostLevels ? ColumnKind.Text
            : LevelOrder.Of(p.Levels.Keys.ToArray()) is not null ? ColumnKind.Ordinal
            : ColumnKind.Categorical;
    }

    /// <summary>Whether whole numbers are names of categories: few, one after the other, and how often each is seen goes up and down without order.</summary>
    private static bool AreCodes(ColumnProfile p)
    {
        double range = p.Maximum - p.Minimum + 1;
        if (!p.AreWhole || p.HasTooManyLevels || p.Infinite > 0 || p.Minimum is not (0 or 1) || range is < 3 or > MostCodes || p.Levels.Count < range || p.Present < FewestPerCode * range)
        {
            return false;
        }
        double[] seen = new double[(int)range];
        foreach ((string level, long count) in p.Levels)
        {
            int code = (int)(double.Parse(level, CultureInfo.InvariantCulture) - p.Minimum);
            seen[code] += count;
        }
        int peaks = 0;
        double lowest = 0, highest = double.NegativeInfinity;
        bool rising = true;
        foreach (double count in seen)
        {
            // A way up or down is one that chance alone would not make.
            double noise = 4 * Math.Sqrt(Math.Max(count, 1));
            if (rising)
            {
                highest = Math.Max(highest, count);
                if (count < highest - noise - (4 * Math.Sqrt(highest)))
                {
                    (rising, lowest, peaks) = (false, count, peaks + 1);
                }
            }
            else
            {
                lowest = Math.Min(lowest, count);
                if (count > lowest + noise + (4 * Math.Sqrt(Math.Max(lowest, 1))))
                {
                    (rising, highest) = (true, count);
                }
            }
        }
        return peaks + (rising ? 1 : 0) >= 2;
    }

    /// <summary>Whether whole numbers are the levels of an order, such as stars or months of delay: few, and many rows of each on the average.</summary>
    private static bool AreGrades(ColumnProfile p) => p.AreWhole && !p.HasTooManyLevels && p.Infinite == 0 && p.Levels.Count <= MostGrades
        && p.Maximum - p.Minimum < 2 * MostGrades && p.Present >= FewestPerCode * p.Levels.Count;

    private static ColumnKind OfNumbers(ColumnProfile p)
    {
        List<double> spread = Without(p.Kept, AtomsOf(p));
        double plain = spread.Count == 0 ? 0 : Skewness(spread), least = spread.Count == 0 ? -1 : spread.Min();
        if (SharesOf(p) is not null)
        {
            return ColumnKind.Bounded;
        }
        if (least < 0 || plain < Skewed)
        {
            return ColumnKind.Real;
        }
        double logarithmic = Skewness([.. spread.Select(x => Math.Log(least > 0 ? x : 1 + x))]);
        return Math.Abs(logarithmic) > plain / 2 ? ColumnKind.Real
            : least > 0 && (p.Minimum == least || p.Minimum == 0) ? ColumnKind.Positive
            : p.AreWhole && p.Minimum >= 0 ? ColumnKind.Count
            : ColumnKind.Real;
    }

    /// <summary>The whole of which numbers are shares, 1 or 100, as their column's name says and none denies; null where they are other numbers, or many are the same.</summary>
    private static double? SharesOf(ColumnProfile p)
    {
        double whole = p.Maximum <= 1 ? 1 : 100;
        return !p.AreWhole && p.Infinite == 0 && p.Minimum >= 0 && p.Maximum <= whole && AtomsOf(p).Length == 0 && SaysShare().IsMatch(p.Name) ? whole : null;
    }

    [GeneratedRegex(@"%|(?<![a-z])(?:percent(?:age)?|pct|shares?|fraction|proportion|probability)(?![a-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SaysShare();

    /// <summary>The numbers that are levels of their own, rising.</summary>
    private static double[] AtomsOf(ColumnProfile p)
    {
        if (p.Levels.Count <= FewestNumbers || AreCounted(p))
        {
            return [];
        }
        double[] atoms = [.. p.Levels.Where(level => level.Value >= AtomShare * p.Present).OrderByDescending(level => level.Value).Take(MostAtoms)
            .Select(level => double.TryParse(level.Key, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : double.NaN).Where(number => !double.IsNaN(number)).Distinct().Order()];
        return Without(p.Kept, atoms).Distinct().Take(FewestNumbers / 2).Count() < FewestNumbers / 2 ? [] : atoms;
    }

    /// <summary>Whether whole numbers go on from the least one as counts do: ones are common beside zeros.</summary>
    private static bool AreCounted(ColumnProfile p) => p.AreWhole && p.Minimum == 0 && p.Levels.TryGetValue("1", out long ones) && ones >= 0.02 * p.Present;

    private static List<double> Without(List<double> numbers, double[] atoms) => atoms.Length == 0 ? numbers : [.. numbers.Where(x => Array.IndexOf(atoms, x) < 0)];

    private static Column Number(ColumnProfile p, ColumnKind kind)
    {
        if (p.Numbers < p.Present)
        {
            throw new InputException($"The column '{p.Name}' is to be {kind.ToString().ToLowerInvariant()}, and {p.FirstText} is no number; call it categorical, or name what stands for a missing value.");
        }
        if (p.Kept.Count == 0)
        {
            throw new InputException($"The column '{p.Name}' is to be {kind.ToString().ToLowerInvariant()}, and no row has a finite number in it; leave it out with kind ignored.");
        }
        double[] atoms = kind is ColumnKind.Real or ColumnKind.Positive ? AtomsOf(p) : [];
        List<double> spread = Without(p.Kept, atoms);
        if ((kind is ColumnKind.Positive && spread.Exists(x => x <= 0)) || (kind is ColumnKind.Count && (p.Minimum < 0 || !p.AreWhole)))
        {
            throw new InputException(FormattableString.Invariant($"The column '{p.Name}' is to be {kind.ToString().ToLowerInvariant()}, and it has values that are not, such as {p.Kept.First(x => x <= 0 || x != Math.Floor(x))}; call it real."));
        }
        var column = new Column(p.Name, kind) { Minimum = p.Minimum, Maximum = p.Maximum, Decimals = p.Decimals, Atoms = atoms, Note = p.Infinite == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{p.Infinite:N0} infinite {(p.Infinite == 1 ? "value counts" : "values count")} as missing") };
        column = kind is ColumnKind.Positive && p.Minimum <= 0 ? column with { Least = spread.Min() } : column;
        (double location, double scale) = Spread([.. spread.Select(column.Linear)]);
        if (kind is ColumnKind.Bounded && SharesOf(p) is { } whole)
        {
            return column with { Location = location, Scale = scale, Minimum = 0, Maximum = whole };
        }
        return column with { Location = location, Scale = scale, Maximum = kind is ColumnKind.Bounded && p.Maximum == p.Minimum ? p.Minimum + 1 : p.Maximum };
    }

    private static Column Date(ColumnProfile p)
    {
        string format = p.DateFormat ?? throw new InputException($"The column '{p.Name}' is to be a date, and its values are not written like one, or not all alike; write 2024-12-31 or 2024-12-31 23:59:59.");
        List<DateTime> dates = [];
        foreach (string level in p.Levels.Keys)
        {
            DateText.TryParse(level, format, out DateTime date);
            dates.Add(date);
        }
        DatePart[] parts = [.. Enum.GetValues<DatePart>().Where(part => dates.Select(date => DateText.Level(date, part)).Distinct().Skip(1).Any())];
        double[] seconds = [.. dates.Select(DateText.Seconds)];
        (double location, double scale) = Spread(seconds);
        return new Column(p.Name, ColumnKind.Date) { Format = format, Parts = parts, Location = location, Scale = scale, Minimum = seconds.Min(), Maximum = seconds.Max() };
    }

    private static Column Category(ColumnProfile p, ColumnKind kind)
    {
        if (p.HasTooManyLevels)
        {
            throw new InputException($"The column '{p.Name}' is to be {kind.ToString().ToLowerInvariant()}, and has more than {ColumnProfile.MostLevels} levels; call it text, which keeps the most frequent ones, or ignored.");
        }
        string[] levels = [.. p.Levels.Keys];
        if (p.Numbers == p.Present)
        {
            Array.Sort(levels, (a, b) => Value(a).CompareTo(Value(b)));
        }
        else
        {
            Array.Sort(levels, StringComparer.Ordinal);
            levels = kind is ColumnKind.Ordinal ? LevelOrder.Of(levels) ?? levels : levels;
        }
        return levels.Length < 2 ? throw new InputException($"The column '{p.Name}' is to be {kind.ToString().ToLowerInvariant()}, and has {levels.Length} level, which tells nothing; leave it out with kind ignored.")
            : new Column(p.Name, kind) { Levels = levels };

        static double Value(string level) => double.TryParse(level, CultureInfo.InvariantCulture, out double value) ? value : 0;
    }

    /// <summary>The most frequent levels, if they say enough.</summary>
    private static Column Text(ColumnProfile p)
    {
        string[] levels = [.. p.Levels.OrderByDescending(level => level.Value).ThenBy(level => level.Key, StringComparer.Ordinal).Take(MostLevels).Where(level => level.Value > 1).Select(level => level.Key)];
        double share = levels.Sum(level => p.Levels[level]) / (double)p.Present;
        return share < 0.2 || levels.Length < 2
            ? new Column(p.Name, ColumnKind.Text) { Note = "left out: too many different values, and few of them twice" }
            : new Column(p.Name, ColumnKind.Text) { Levels = levels, Note = string.Create(CultureInfo.InvariantCulture, $"the {levels.Length} most frequent values, which are {share:P0} of the cells; all others are one level") };
    }

    /// <summary>The middle of numbers and their spread: standard deviations of the inner nine tenths would do, were it not for columns that are mostly one value.</summary>
    private static (double Location, double Scale) Spread(double[] values)
    {
        double farthest = values.Max(Math.Abs);
        if (farthest is > 1e100 or (> 0 and < 1e-100))
        {
            // Squares of such numbers would be infinite, or nothing.
            (double middle, double spread) = Spread(Array.ConvertAll(values, x => x / farthest));
            return (middle * farthest, Math.Clamp(spread * farthest, double.Epsilon, double.MaxValue));
        }
        double mean = values.Average(), variance = values.Sum(x => (x - mean) * (x - mean)) / values.Length;
        double deviation = Math.Sqrt(variance);
        return (mean, deviation > 1e-12 * farthest ? deviation : farthest > 0 ? farthest : 1);
    }

    private static double Skewness(List<double> values)
    {
        double farthest = values.Max(Math.Abs);
        if (farthest > 1e100)
        {
            values = values.ConvertAll(x => x / farthest);
        }
        double mean = values.Average(), second = 0, third = 0;
        foreach (double x in values)
        {
            double d = x - mean;
            second += d * d;
            third += d * d * d;
        }
        double variance = second / values.Count;
        return variance > 0 ? third / values.Count / Math.Pow(variance, 1.5) : 0;
    }
}
