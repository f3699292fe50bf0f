using System.Globalization;

namespace Latent.Reports;

/// <summary>A range of values along one side of a chart, with round tick marks and their texts.</summary>
internal sealed class Axis
{
    // Beyond this the difference of two values may overflow; nothing worth drawing is there.
    private const double Limit = 1e100;
    private const int MostTicks = 20;

    private readonly double _step;

    private Axis(double low, double high, double step)
    {
        Low = low;
        High = high;
        _step = step;
        double first = Math.Ceiling((low / step) - 1e-9);
        int count = (int)Math.Clamp(Math.Floor((high / step) + 1e-9) - first + 1, 0, MostTicks);
        Ticks = [.. Enumerable.Range(0, count).Select(i => (first + i) * step)];
    }

    public double Low { get; }

    public double High { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Whether a value can be drawn at all.</summary>
    public static bool CanShow(double value) => Math.Abs(value) < Limit;

    /// <summary>An axis over the finite ones of <paramref name="values"/>, or null if there are none.</summary>
    /// <param name="values">What has to fit.</param>
    /// <param name="about">How many ticks to aim at.</param>
    /// <param name="roundEnds">Whether the range is widened to begin and end at a tick.</param>
    public static Axis? Over(IEnumerable<double> values, int about, bool roundEnds)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            if (CanShow(value))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }
        return low > high ? null : Between(low, high, about, roundEnds);
    }

    /// <summary>An axis from <paramref name="low"/> to <paramref name="high"/>.</summary>
    public static Axis Between(double low, double high, int about, bool roundEnds)
    {
        if (high - low <= 1e-12 * Math.Max(Math.Abs(low), Math.Abs(high)) || high == low)
        {
            double margin = low == 0 ? 1 : Math.Abs(low) * 0.1;
            (low, high) = (low - margin, high + margin);
        }
        double step = Step((high - low) / about);
        return roundEnds
            ? new Axis(Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step, step)
            : new Axis(low, high, step);
    }

    /// <summary>Where a value lies: 0 at the low end, 1 at the high end.</summary>
    public double Position(double value) => (value - Low) / (High - Low);

    /// <summary>A tick's value with just the decimals that tell it from its neighbours.</summary>
    public string TickText(double tick)
    {
        if (_step < 1e-5 || Math.Max(Math.Abs(Low), Math.Abs(High)) >= 1e6)
        {
            return ValueText.Of(Math.Round(tick / _step) * _step, 3);
        }
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(_step) - 1e-9), 0, 9);
        return ValueText.Signed(tick.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
    }

    /// <summary>The smallest of 1, 2, 5, 10 times a power of ten that is not below <paramref name="rough"/>.</summary>
    private static double Step(double rough)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double digit = rough / power;
        return power * (digit <= 1.0001 ? 1 : digit <= 2.0001 ? 2 : digit <= 5.0001 ? 5 : 10);
    }
}
