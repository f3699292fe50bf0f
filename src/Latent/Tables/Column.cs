using System.Globalization;

namespace Latent.Tables;

/// <summary>A column of a table as a model sees it: what its values are and how they become numbers and come back.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">What its values are.</param>
public sealed record Column(string Name, ColumnKind Kind)
{
    /// <summary>The standardised values that a number may have at most; those beyond, infinite ones included, are taken for these.</summary>
    public const double Farthest = 1000;

    // What a bounded value is moved from its ends, where a beta density may be infinite.
    private const double Margin = 1e-4;

    // A positive column's numbers at or below zero are taken for so much of the least one seen.
    private const double FloorShare = 1e-6;

    // So many decimal digits of a number, in units of its spread, come back from single precision; and rounding knows no more than these.
    private const int ToldDigits = 6, MostDigits = 15;

    /// <summary>The levels of a category, in their order; level 0 is the first.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>What is subtracted from a number (of its logarithm, if it is positive; of log(1 + x), if it is a count).</summary>
    public double Location { get; init; }

    /// <summary>What it is then divided by.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>The least number seen, or the lower end of a bounded one.</summary>
    public double Minimum { get; init; }

    /// <summary>The least number of a positive column that is no atom; 0 where that is the least of all.</summary>
    public double Least { get; init; }

    /// <summary>The greatest number seen, or the upper end of a bounded one.</summary>
    public double Maximum { get; init; }

    /// <summary>Single numbers that so many cells hold that they are levels of their own, such as the zeros of amounts; the others are spread.</summary>
    public IReadOnlyList<double> Atoms { get; init; } = [];

    /// <summary>How many digits after the point its numbers have; null where they were written in full precision.</summary>
    public int? Decimals { get; init; }

    /// <summary>How dates are written.</summary>
    public string? Format { get; init; }

    /// <summary>Which parts of a date vary, beside how far it lies along.</summary>
    public IReadOnlyList<DatePart> Parts { get; init; } = [];

    /// <summary>What a reader of the schema should know: why it is left out, how many levels were put together. Null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Whether models do not see it.</summary>
    public bool IsLeftOut => Kind is ColumnKind.Identifier or ColumnKind.Constant or ColumnKind.Ignored || (Kind is ColumnKind.Text && Levels.Count == 0);

    /// <summary>Whether its values are levels.</summary>
    public bool HasLevels => Kind is ColumnKind.Binary or ColumnKind.Categorical or ColumnKind.Ordinal or ColumnKind.Text;

    /// <summary>Whether its levels are of an order, or numbers that rise.</summary>
    internal bool LevelsRise
    {
        get
        {
            double last = double.NegativeInfinity;
            return Kind is ColumnKind.Ordinal || (Kind is ColumnKind.Categorical
                && Levels.All(level => double.TryParse(level, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > last && double.IsFinite(last = number)));
        }
    }

    /// <summary>The numbers that the levels of an order are, such as stars; null where they are names.</summary>
    internal double[]? Grades
    {
        get
        {
            double[] grades = new double[Kind is ColumnKind.Ordinal ? Levels.Count : 0];
            for (int i = 0; i < grades.Length; i++)
            {
                if (!double.TryParse(Levels[i], NumberStyles.Float, CultureInfo.InvariantCulture, out grades[i]))
                {
                    return null;
                }
            }
            return grades.Length == 0 ? null : grades;
        }
    }

    /// <summary>A number as a model sees it.</summary>
    public float Standardize(double number) => Kind is ColumnKind.Bounded
        ? (float)(Margin + ((1 - (2 * Margin)) * Math.Clamp((number - Minimum) / (Maximum - Minimum), 0, 1)))
        : (float)Math.Clamp((Linear(number) - Location) / Scale, -Farthest, Farthest);

    /// <summary>The number that a model's value stands for, between the ends of its kind, not rounded.</summary>
    public double Restore(double value) => Kind switch
    {
        ColumnKind.Bounded => Math.Clamp(Minimum + ((Maximum - Minimum) * (value - Margin) / (1 - (2 * Margin))), Minimum, Maximum),
        ColumnKind.Positive => Math.Exp((value * Scale) + Location),
        ColumnKind.Count => Math.Max(0, Math.Exp((value * Scale) + Location) - 1),
        _ => (value * Scale) + Location,
    };

    /// <summary>A number as a detector sees it: however far off it lies, and one that the kind has none of, such as a price below 0, beyond its end, and not on it.</summary>
    internal float StandardizeAny(double number)
    {
        double value = Kind switch
        {
            ColumnKind.Bounded => Margin + ((1 - (2 * Margin)) * (number - Minimum) / (Maximum - Minimum)),
            ColumnKind.Positive when number < Floor => (Math.Log(Floor) - Math.Log(1 + ((Floor - number) * FloorShare / Floor)) - Location) / Scale,
            ColumnKind.Count when number < 0 => (-Math.Log(1 - number) - Location) / Scale,
            _ => (Linear(number) - Location) / Scale,
        };
        return (float)Math.Clamp(value, -float.MaxValue, float.MaxValue);
    }

    /// <summary>The number that <see cref="StandardizeAny"/> had.</summary>
    internal double RestoreAny(double value)
    {
        double line = (value * Scale) + Location, number = Kind is ColumnKind.Bounded ? Minimum + ((Maximum - Minimum) * (value - Margin) / (1 - (2 * Margin))) : Restore(value);
        return Kind switch
        {
            // Single precision does not tell zero from what is next to it.
            ColumnKind.Positive when number < Floor => Floor / number < 1.0001 ? 0 : Floor - (Floor / FloorShare * ((Floor / number) - 1)),
            ColumnKind.Count when line < 0 => 1 - Math.Exp(-line),
            _ => number,
        };
    }

    /// <summary>Which of the atoms a number is; as many as there are for none of them.</summary>
    internal int AtomOf(double number)
    {
        int i = 0;
        for (; i < Atoms.Count && Atoms[i] != number; i++)
        {
        }
        return i;
    }

    /// <summary>A number with as many digits as those of its column have.</summary>
    public double Rounded(double number) => Decimals is { } digits && Math.Abs(number) < 1e15 ? Math.Round(number, digits) + 0.0 : number;

    /// <summary>A number that a model's value was restored to, without the digits that it does not tell: those are single precision, in units of the column's spread.</summary>
    internal double Told(double number)
    {
        double spread = Kind switch { ColumnKind.Positive or ColumnKind.Count => Scale * Math.Abs(number), ColumnKind.Bounded => Maximum - Minimum, _ => Scale };
        double digits = Math.Floor(ToldDigits - Math.Log10(spread));
        return digits is >= 0 and <= MostDigits ? Math.Round(number, (int)digits) : number;
    }

    /// <summary>The logarithm of how much longer a step in a model's values is than in the column's own, at a value: to be subtracted from a log-density.</summary>
    internal (double Constant, double Slope) LogStretch => Kind switch
    {
        ColumnKind.Real or ColumnKind.Date => (Math.Log(Scale), 0),
        ColumnKind.Positive => (Math.Log(Scale) + Location, Scale),
        ColumnKind.Bounded => (Math.Log((Maximum - Minimum) / (1 - (2 * Margin))), 0),
        _ => (0, 0),
    };

    private double Floor => (Least > 0 ? Least : Minimum) * FloorShare;

    /// <summary>A number where its kind is spread evenly.</summary>
    internal double Linear(double number) => Kind switch
    {
        // Numbers at or below zero, which the kind has none of, lie far below the least one seen.
        ColumnKind.Positive => Math.Log(Math.Max(number, Floor)),
        ColumnKind.Count => Math.Log(1 + Math.Max(number, 0)),
        _ => number,
    };
}
