using System.Data.Common;
using System.Text.RegularExpressions;

namespace Latent.Cli.Database;

/// <summary>Takes passwords out of connections, so that what is kept or said of a command has none.</summary>
internal static partial class PasswordFilter
{
    private static readonly string[] s_keys = ["password", "pwd", "psw", "pass", "sslpassword", "ssl password"];

    /// <summary>A connection without its password, to be used where the password is known otherwise; what is no connection stays as it is.</summary>
    public static string Strip(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains("://", StringComparison.Ordinal) ? Url(text) : text.Contains('=', StringComparison.Ordinal) ? Pairs(text) : text;
    }

    /// <summary>An argument of the program, which may be an option with a connection behind an equals sign.</summary>
    public static string StripArgument(string argument)
    {
        ArgumentNullException.ThrowIfNull(argument);
        int equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? Strip(argument) : argument[..(equals + 1)] + Strip(argument[(equals + 1)..]);
    }

    /// <summary>A message without the passwords that the program's arguments hold.</summary>
    public static string StripMessage(string message, IEnumerable<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(arguments);
        foreach (string argument in arguments)
        {
            string kept = StripArgument(argument);
            if (kept != argument)
            {
                message = message.Replace(argument, kept, StringComparison.Ordinal);
            }
        }
        return Known().Replace(message, "$1@");
    }

    private static string Url(string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        bool isDatabase = text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);
        // A password may hold anything but what ends it: the last @ of all, as the address is read.
        int end = isDatabase ? text.Length : text.IndexOfAny(['/', '?', '#'], start) is >= 0 and var slash ? slash : text.Length;
        int at = text.LastIndexOf('@', end - 1), colon = at < start ? -1 : text.IndexOf(':', start, at - start);
        string kept = colon < 0 ? text : text[..colon] + text[at..];
        return isDatabase ? Parameter().Replace(kept, match => match.Groups[1].Value == "?" && match.Groups[2].Value == "&" ? "?" : match.Groups[2].Value) : kept;
    }

    private static string Pairs(string text)
    {
        var settings = new DbConnectionStringBuilder();
        try
        {
            settings.ConnectionString = text;
        }
        catch (ArgumentException)
        {
            return Pair().Match(text) is { Success: true } found ? text[..found.Index].TrimEnd(';') : text;
        }
        bool any = false;
        foreach (string key in s_keys)
        {
            any |= settings.Remove(key);
        }
        return any ? settings.ConnectionString : text;
    }

    [GeneratedRegex(@"([?&])(?:ssl)?password=[^&]*(&|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(?<=^|;)\s*(ssl ?)?(password|pwd|psw|pass)\s*=", RegexOptions.IgnoreCase)]
    private static partial Regex Pair();

    [GeneratedRegex(@"(postgres(?:ql)?://[^:@\s/']*):[^\s']*@", RegexOptions.IgnoreCase)]
    private static partial Regex Known();
}
