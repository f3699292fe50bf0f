using System.CommandLine;
using System.CommandLine.Parsing;

namespace Latent.Cli;

/// <summary>What is wrong with the arguments, in one sentence that says what would be right.</summary>
internal static class ParseProblem
{
    /// <summary>The first problem, or null when there is none or help was asked for.</summary>
    public static string? Of(ParseResult parsed)
    {
        if (parsed.Action is { ClearsParseErrors: true })
        {
            return null;
        }
        Command command = parsed.CommandResult.Command;
        string full = FullName(parsed.CommandResult);
        // An option that nobody knows is taken for an argument as long as there is room for one.
        if (parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(a => a.Tokens).FirstOrDefault(t => t.Value.StartsWith("--", StringComparison.Ordinal)) is { } mistaken)
        {
            return Unmatched(mistaken.Value, command, full);
        }
        if (parsed.Errors.Count == 0)
        {
            return null;
        }
        if (parsed.UnmatchedTokens.Count > 0)
        {
            return Unmatched(parsed.UnmatchedTokens[0], command, full);
        }
        if (command.Subcommands.Count > 0)
        {
            return $"'{full}' needs a command: {string.Join(", ", command.Subcommands.Select(c => c.Name))}; '{full} --help' says what each does.";
        }
        foreach (Argument argument in command.Arguments)
        {
            if (argument.Arity.MinimumNumberOfValues > 0 && parsed.GetResult(argument) is not { Tokens.Count: > 0 })
            {
                return $"'{full}' needs {argument.Name}, {Lower(argument.Description)} '{full} --help' says more.";
            }
        }
        foreach (OptionResult option in parsed.CommandResult.Children.OfType<OptionResult>())
        {
            if (!option.Implicit && option.Tokens.Count < option.Option.Arity.MinimumNumberOfValues)
            {
                return $"{option.Option.Name} needs a value: {Lower(option.Option.Description)}";
            }
        }
        foreach (Option option in command.Options)
        {
            if (option.Required && parsed.GetResult(option) is null or { Implicit: true })
            {
                return $"'{full}' needs {option.Name} {option.HelpName}: {Lower(option.Description)}";
            }
        }
        return parsed.Errors[0].Message;
    }

    private static string Unmatched(string token, Command command, string full)
    {
        if (token.StartsWith('-'))
        {
            string name = token.Split('=')[0];
            IEnumerable<string> known = command.Options.Concat(command.Parents.SelectMany(Recursive)).Select(o => o.Name);
            return $"'{full}' has no option {name}{Hint(name, known)} '{full} --help' lists them.";
        }
        return command.Subcommands.Count > 0
            ? $"There is no command '{token}' of '{full}'{Hint(token, command.Subcommands.Select(c => c.Name))} '{full} --help' lists them."
            : $"'{full}' has no use for '{token}': {(command.Arguments.Count == 0 ? "it takes no arguments" : $"it takes {string.Join(" and ", command.Arguments.Select(a => a.Name))}")}; '{full} --help' says more.";
    }

    private static IEnumerable<Option> Recursive(Symbol parent) =>
        parent is Command command ? command.Options.Where(o => o.Recursive).Concat(command.Parents.SelectMany(Recursive)) : [];

    private static string Hint(string name, IEnumerable<string> known) =>
        NearestName.Of(name, known) is { } nearest ? $"; did you mean {nearest}?" : ";";

    /// <summary>A command with those above it: latent data info.</summary>
    public static string FullName(SymbolResult result) => result switch
    {
        CommandResult { Parent: CommandResult parent } command => $"{FullName(parent)} {command.Command.Name}",
        _ => "latent",
    };

    /// <summary>A sentence that goes on.</summary>
    public static string Lower(string? description) => description is { Length: > 0 } ? char.ToLowerInvariant(description[0]) + description[1..] : "";
}
