namespace Latent.Cli;

/// <summary>Where the program writes to.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="OutputIsLive">Whether a person watches standard output, so that lines can be drawn anew.</param>
/// <param name="ErrorIsLive">Likewise for standard error.</param>
/// <param name="Input">Standard input; null for none.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool OutputIsLive = false, bool ErrorIsLive = false, Func<Stream>? Input = null);
