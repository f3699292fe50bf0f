namespace Latent.Tables;

/// <summary>How a file of separated values is written. What is null is found out from its beginning.</summary>
public sealed record CsvOptions
{
    /// <summary>What counts as no value unless <see cref="MissingMarkers"/> says otherwise; upper or lower case makes no difference.</summary>
    public static IReadOnlyList<string> DefaultMissingMarkers { get; } = ["NA", "N/A", "NaN", "null", "?", "none"];

    /// <summary>What stands between two cells: a comma, a semicolon, a tab, a bar, or any other ASCII character.</summary>
    public char? Separator { get; init; }

    /// <summary>Whether the first row names the columns; without names they are called x0, x1 and so on.</summary>
    public bool? Header { get; init; }

    /// <summary>The name of the encoding, such as utf-8, utf-16, latin1 or windows-1252.</summary>
    public string? Encoding { get; init; }

    /// <summary>What stands before the fraction of a number: a point or a comma.</summary>
    public char? DecimalSeparator { get; init; }

    /// <summary>The words that stand for no value, in any case; an empty cell always is none. Null takes <see cref="DefaultMissingMarkers"/>.</summary>
    public IReadOnlyList<string>? MissingMarkers { get; init; }

    /// <exception cref="InputException">A separator cannot be one.</exception>
    internal void Check()
    {
        if (Separator is { } separator && (!char.IsAscii(separator) || separator is '"' or '\r' or '\n' or ' ' or '\0' || char.IsAsciiLetterOrDigit(separator)))
        {
            throw new InputException($"The separator cannot be '{separator}'; choose a comma, a semicolon, a tab, a bar or another ASCII character that is no letter, digit, blank or quote.");
        }
        if (DecimalSeparator is { } point and not ('.' or ','))
        {
            throw new InputException($"The decimal separator cannot be '{point}'; choose a point or a comma.");
        }
    }
}
