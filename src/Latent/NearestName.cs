namespace Latent;

/// <summary>Finds what was probably meant by a name that nobody knows.</summary>
internal static class NearestName
{
    // Fewer letters begin too many names.
    private const int ShortestBeginning = 3;

    /// <summary>The known name with the fewest edits from <paramref name="name"/> (case aside) within a third of its length, at least one; else the first that begins with it; null when there is none.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string? nearest = null;
        int fewest = Math.Max(1, name.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int edits = Distance(name, candidate);
            if (edits < fewest)
            {
                fewest = edits;
                nearest = candidate;
            }
        }
        return nearest ?? (name.Length < ShortestBeginning ? null : known.FirstOrDefault(candidate => candidate.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>"; did you mean 'mnist'?" or just a full stop: either ends a message.</summary>
    public static string Hint(string name, IEnumerable<string> known) =>
        Of(name, known) is { } nearest ? $"; did you mean '{nearest}'?" : ".";

    /// <summary>How many insertions, deletions, replacements and swaps of neighbours turn one name into the other (Damerau 1964, restricted).</summary>
    public static int Distance(string first, string second)
    {
        // Nobody's option is this long, and the rows below live on the stack.
        if (first.Length > 256 || second.Length > 256)
        {
            return int.MaxValue;
        }
        Span<int> beforeLast = stackalloc int[second.Length + 1];
        Span<int> last = stackalloc int[second.Length + 1];
        Span<int> row = stackalloc int[second.Length + 1];
        for (int j = 0; j <= second.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= first.Length; i++)
        {
            Span<int> recycled = beforeLast;
            beforeLast = last;
            last = row;
            row = recycled;
            row[0] = i;
            for (int j = 1; j <= second.Length; j++)
            {
                int replaced = last[j - 1] + (Same(first[i - 1], second[j - 1]) ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && Same(first[i - 1], second[j - 2]) && Same(first[i - 2], second[j - 1]))
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[second.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
