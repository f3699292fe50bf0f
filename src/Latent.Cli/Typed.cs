using System.CommandLine;
using System.Globalization;

namespace Latent.Cli;

/// <summary>Options with values that are checked while they are read, so that a wrong one gives a sentence of ours.</summary>
internal static class Typed
{
    /// <summary>A whole number of at least <paramref name="minimum"/>.</summary>
    public static Option<int?> Integer(string name, string helpName, string description, int minimum, bool recursive = false) => new(name)
    {
        Description = description,
        HelpName = helpName,
        Recursive = recursive,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum)
            {
                return value;
            }
            result.AddError($"{name} is '{text}'; it must be a whole number of at least {minimum}.");
            return null;
        },
    };

    /// <summary>A number within bounds.</summary>
    public static Option<double?> Number(string name, string helpName, string description, double minimum, double maximum = double.PositiveInfinity) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value >= minimum && value <= maximum)
            {
                return value;
            }
            string range = double.IsPositiveInfinity(maximum)
                ? string.Create(CultureInfo.InvariantCulture, $"of at least {minimum}")
                : string.Create(CultureInfo.InvariantCulture, $"from {minimum} to {maximum}");
            result.AddError($"{name} is '{text}'; it must be a number {range}.");
            return null;
        },
    };

    /// <summary>A span of time: 90s, 10m, 2h.</summary>
    public static Option<TimeSpan?> Time(string name, string helpName, string description) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (Duration.TryParse(text, out TimeSpan value))
            {
                return value;
            }
            result.AddError($"{name} is '{text}'; write a time above zero such as 90s, 10m or 2h.");
            return null;
        },
    };

    /// <summary>A text.</summary>
    public static Option<string?> Text(string name, string helpName, string description) => new(name) { Description = description, HelpName = helpName };

    /// <summary>Yes when it is there.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>What has to be named.</summary>
    public static Argument<string> Needed(string name, string description) => new(name) { Description = description };

    /// <summary>What may be named.</summary>
    public static Argument<string?> Optional(string name, string description) => new(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };

    /// <summary>The file to write.</summary>
    public static Option<string> Out(string description) => new("--out", "-o") { Description = description, HelpName = "FILE", Required = true };
}
