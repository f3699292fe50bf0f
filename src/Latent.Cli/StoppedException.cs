namespace Latent.Cli;

/// <summary>Somebody stopped the work; the message says what is kept and how to go on.</summary>
internal sealed class StoppedException(string message, Exception cause) : OperationCanceledException(message, cause);
