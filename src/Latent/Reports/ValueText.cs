using System.Globalization;

namespace Latent.Reports;

/// <summary>Numbers as people read them: 98.41, 12,000, 2.5e−5, with a true minus sign.</summary>
public static class ValueText
{
    private const string Minus = "\u2212";

    /// <summary>A value with about <paramref name="digits"/> significant digits.</summary>
    public static string Of(double value, int digits = 4)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "not a number" : value > 0 ? "infinite" : Minus + "infinite";
        }
        double size = Math.Abs(value);
        if (size != 0 && size is < 1e-3 or >= 1e7)
        {
            string[] parts = value.ToString("E" + Whole(Math.Max(digits - 1, 0)), CultureInfo.InvariantCulture).Split('E');
            string mantissa = parts[0].Contains('.', StringComparison.Ordinal) ? parts[0].TrimEnd('0').TrimEnd('.') : parts[0];
            return Signed(mantissa + "e" + Whole(int.Parse(parts[1], CultureInfo.InvariantCulture)));
        }
        int before = size == 0 ? 1 : (int)Math.Floor(Math.Log10(size)) + 1;
        string text = value.ToString("N" + Whole(Math.Max(digits - before, 0)), CultureInfo.InvariantCulture);
        return Signed(text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text);
    }

    /// <summary>A number's text with the minus sign of good typography.</summary>
    internal static string Signed(string number) => number.Replace("-", Minus, StringComparison.Ordinal);

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);
}
