namespace Latent.Data;

/// <summary>The order in which people number files: frame2 comes before frame10.</summary>
internal static class NaturalOrder
{
    /// <summary>Compares two names; runs of digits count as numbers, everything else by its code.</summary>
    public static int Compare(string? first, string? second)
    {
        ReadOnlySpan<char> a = first, b = second;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            int difference;
            if (char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]))
            {
                difference = Number(ref a, ref b);
            }
            else
            {
                difference = a[0].CompareTo(b[0]);
                a = a[1..];
                b = b[1..];
            }
            if (difference != 0)
            {
                return difference;
            }
        }
        // 01 and 1 are the same number, and yet two names.
        return a.Length != b.Length ? a.Length.CompareTo(b.Length) : string.CompareOrdinal(first, second);
    }

    private static int Number(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        ReadOnlySpan<char> left = Digits(ref a), right = Digits(ref b);
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<char> Digits(ref ReadOnlySpan<char> text)
    {
        int length = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = length < 0 ? text : text[..length];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
