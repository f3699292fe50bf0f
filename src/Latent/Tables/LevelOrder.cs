using System.Globalization;
using System.Text.RegularExpressions;

namespace Latent.Tables;

/// <summary>Finds the order of levels that plainly have one: words of a known scale, and ranges of numbers such as 20-29.</summary>
internal static partial class LevelOrder
{
    private const int Fewest = 3;

    // Each from the least to the greatest; words in one place mean the same.
    private static readonly string[][] s_scales =
    [
        ["none|no|zero|never", "very low|minimal|rarely|very little|trace", "low|small|slight|mild|sometimes|little", "medium|moderate|middle|average|normal|mid", "high|large|strong|severe|often|much", "very high|very strong|very severe|extreme|critical|always|very often|very much"],
        ["xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl|2xl", "xxxl|3xl"],
        ["very bad|very poor|terrible|awful|worst", "bad|poor", "fair|satisfactory|okay|ok|neutral|average", "good", "very good", "excellent|outstanding|best"],
        ["strongly disagree", "disagree", "somewhat disagree", "neutral|neither agree nor disagree|undecided", "somewhat agree", "agree", "strongly agree"],
        ["very dissatisfied|very unsatisfied", "dissatisfied|unsatisfied", "neutral", "satisfied", "very satisfied"],
        ["very unlikely", "unlikely", "neutral|possible", "likely", "very likely", "certain"],
        ["freezing", "cold", "cool", "mild", "warm", "hot"],
        ["infant|baby", "child", "teenager|adolescent|teen", "young adult|young", "adult|middle-aged", "senior|elderly|old"],
        ["first|1st", "second|2nd", "third|3rd", "fourth|4th", "fifth|5th", "sixth|6th", "seventh|7th", "eighth|8th", "ninth|9th", "tenth|10th"],
        ["bronze", "silver", "gold", "platinum", "diamond"],
    ];

    /// <summary>The levels from the least to the greatest; null if they have no order that is plain to see.</summary>
    public static string[]? Of(IReadOnlyCollection<string> levels) => levels.Count < Fewest ? null : Of(levels, Start) ?? s_scales.Select(scale => Of(levels, level => Place(scale, level))).FirstOrDefault(order => order is not null);

    /// <summary>The levels by their places; null if one has none, or two share one.</summary>
    private static string[]? Of(IReadOnlyCollection<string> levels, Func<string, double?> place)
    {
        var placed = new SortedDictionary<double, string>();
        foreach (string level in levels)
        {
            if (place(level) is not { } at || !placed.TryAdd(at, level))
            {
                return null;
            }
        }
        return [.. placed.Values];
    }

    private static double? Place(string[] scale, string level)
    {
        string word = level.Trim().ToLowerInvariant().Replace('_', ' ');
        int at = Array.FindIndex(scale, step => step.Split('|').Contains(word));
        return at < 0 ? null : at;
    }

    /// <summary>Where a range of numbers begins: 20-29, 20 to 29, [20,30), under 20, 65+, 65 and over.</summary>
    private static double? Start(string level)
    {
        Match match = Range().Match(level);
        if (!match.Success)
        {
            return null;
        }
        double number = double.Parse(match.Groups["from"].ValueSpan, CultureInfo.InvariantCulture);
        // What lies under a number comes before what begins with it, and what lies above it after.
        return match.Groups["under"].Success ? Math.BitDecrement(number) : match.Groups["over"].Success || match.Groups["above"].Success ? Math.BitIncrement(number) : number;
    }

    [GeneratedRegex(@"^\s*(?:(?<under><=?|≤|under |below |less than |up to )\s*(?<from>\d{1,9}(?:\.\d{1,9})?)|(?<above>>=?|≥|over |above |more than )\s*(?<from>\d{1,9}(?:\.\d{1,9})?)|(?<from>\d{1,9}(?:\.\d{1,9})?)\s*(?<over>\+| and (?:over|above|more|older)| or (?:more|over|older))|[\[\(]?\s*(?<from>\d{1,9}(?:\.\d{1,9})?)\s*(?:-|–|\.\.|,|to)\s*\d{1,9}(?:\.\d{1,9})?\s*[\]\)]?)\s*(?:years?|months?|days?|hours?|minutes?|%)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}
