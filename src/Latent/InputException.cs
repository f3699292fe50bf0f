namespace Latent;

/// <summary>The input (a file, a row, an option) cannot be used: the message names it and says what to do.</summary>
public sealed class InputException : Exception
{
    /// <summary>An error without a message.</summary>
    public InputException()
    {
    }

    /// <summary>An error that names the input and says what to do.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>An error that names the input and says what to do, and what caused it.</summary>
    public InputException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
