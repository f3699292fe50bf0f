using System.Globalization;

namespace Latent.Tables;

/// <summary>The names of columns, made unique: one without a name is called by its place, x0, x1 and so on, one that another already has gets a number, age_2.</summary>
internal static class ColumnNames
{
    /// <summary>Names for columns that have none.</summary>
    public static string[] Numbered(int count) => [.. Enumerable.Range(0, count).Select(Of)];

    /// <summary>These names in their order, each different and none empty.</summary>
    public static string[] Unique(IReadOnlyList<string> names)
    {
        string[] unique = new string[names.Count];
        // What stands there as it is keeps its name, whatever has to give way before it.
        var taken = new HashSet<string>(names.Select(name => name.Trim()), StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < unique.Length; i++)
        {
            string name = names[i].Trim();
            if (name.Length == 0)
            {
                name = Of(i);
                unique[i] = taken.Add(name) ? name : Next(name, taken);
            }
            else
            {
                unique[i] = seen.Add(name) ? name : Next(name, taken);
            }
        }
        return unique;
    }

    private static string Of(int column) => string.Create(CultureInfo.InvariantCulture, $"x{column}");

    private static string Next(string name, HashSet<string> taken)
    {
        for (int number = 2; ; number++)
        {
            string next = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
            if (taken.Add(next))
            {
                return next;
            }
        }
    }
}
