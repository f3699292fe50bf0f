namespace Latent;

/// <summary>The input (a file, a row, an option) cannot be used: the message names it and says what to do.</summary>
public sealed class InputException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    public InputException()
    {
    }

    /// <summary>An exception that says what is wrong with which input.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what is wrong with which input, and what was thrown underneath.</summary>
    public InputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
