namespace Latent.Cli;

/// <summary>What the program's exit status says.</summary>
internal static class ExitCode
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>The work itself failed.</summary>
    public const int Failed = 1;

    /// <summary>The input or the usage is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>Somebody stopped it.</summary>
    public const int Cancelled = 130;
}
