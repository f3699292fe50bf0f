using System.Globalization;

namespace Latent.Tables;

/// <summary>
/// Reads numbers out of text, correctly rounded. Most are few digits: those are put together as an integer and divided by a power of ten, both
/// exact, so that the quotient is rounded once. All others go to the runtime.
/// </summary>
internal static class NumberText
{
    private const int LongestFolded = 512;
    private const ulong ExactIntegers = 1UL << 53;

    private static readonly double[] s_powers = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>The number that the whole text is; false if it is none, or not a number. It may be infinite.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, byte point, out double value)
    {
        // Signs come and go: nothing branches on them.
        int head = text.IsEmpty ? 0 : text[0];
        int minus = head == '-' ? 1 : 0, first = minus | (head == '+' ? 1 : 0), i = first;
        ulong digits = 0;
        while ((uint)i < (uint)text.Length && (uint)(text[i] - '0') <= 9)
        {
            digits = (digits * 10) + (uint)(text[i++] - '0');
        }
        int count = i - first, fraction = 0;
        if ((uint)i < (uint)text.Length && text[i] == point)
        {
            int start = ++i;
            while ((uint)i < (uint)text.Length && (uint)(text[i] - '0') <= 9)
            {
                digits = (digits * 10) + (uint)(text[i++] - '0');
            }
            fraction = i - start;
            count += fraction;
        }
        // Nineteen digits fit into 64 bits, so nothing has run over.
        if (i == text.Length && count is > 0 and <= 19 && fraction <= 22 && digits <= ExactIntegers)
        {
            double magnitude = fraction == 0 ? digits : digits / s_powers[fraction];
            value = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(magnitude) | ((long)minus << 63));
            return true;
        }
        return TryParseSlowly(text, point, out value);
    }

    /// <summary>Likewise, of text in memory.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            ? !double.IsNaN(value)
            : IsInfinite(text.Length <= 16 ? text.ToString() : "", out value);
    }

    private static bool TryParseSlowly(ReadOnlySpan<byte> text, byte point, out double value)
    {
        text = text.Trim((byte)' ');
        if (text.IsEmpty || !MayBegin(text[0]))
        {
            value = 0;
            return false;
        }
        if (point != '.')
        {
            if (text.Length > LongestFolded || text.Contains((byte)'.'))
            {
                value = 0;
                return false;
            }
            Span<byte> folded = stackalloc byte[text.Length];
            text.CopyTo(folded);
            folded.Replace(point, (byte)'.');
            return TryParseInvariant(folded, out value);
        }
        return TryParseInvariant(text, out value);
    }

    private static bool MayBegin(byte first) => first is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'.' or (byte)',' or (byte)'i' or (byte)'I';

    private static bool TryParseInvariant(ReadOnlySpan<byte> text, out double value)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value))
        {
            return !double.IsNaN(value);
        }
        return IsInfinite(text.Length <= 16 ? System.Text.Encoding.Latin1.GetString(text) : "", out value);
    }

    // What other programs write: inf, -Inf, +INF.
    private static bool IsInfinite(string text, out double value)
    {
        bool negative = text.StartsWith('-');
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        string word = text.TrimStart('+', '-');
        return text.Length - word.Length <= 1 && (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase));
    }
}
