using System.CommandLine;

namespace Latent.Cli;

/// <summary>What commands get from the program around them.</summary>
/// <param name="Terminal">Where to write.</param>
/// <param name="Arguments">All arguments, as they were given.</param>
/// <param name="Cancellation">Asks the work to stop.</param>
internal sealed record CommandHost(Terminal Terminal, IReadOnlyList<string> Arguments, CancellationToken Cancellation)
{
    /// <summary>Gives a command its work.</summary>
    public Command Handle(Action<ParseResult, CommandContext> work, Command command)
    {
        command.SetAction(parsed =>
        {
            using var context = new CommandContext(this, parsed);
            work(parsed, context);
            return ExitCode.Done;
        });
        return command;
    }
}
