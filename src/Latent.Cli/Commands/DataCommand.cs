using System.CommandLine;

namespace Latent.Cli.Commands;

/// <summary>latent data: the data sets themselves.</summary>
internal static class DataCommand
{
    public static Command Create(CommandHost host) => new("data", "List, describe, fetch and make data sets.")
    {
        DataListCommand.Create(host), DataInfoCommand.Create(host), DataGetCommand.Create(host), DataMakeCommand.Create(host),
    };
}
