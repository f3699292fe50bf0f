namespace Latent.Tensors;

/// <summary>An operation was asked for on tensors that it cannot take: the message names the operation and both shapes.</summary>
public sealed class TensorException : Exception
{
    /// <summary>An error without a message.</summary>
    public TensorException()
    {
    }

    /// <summary>An error that says what does not fit.</summary>
    public TensorException(string message)
        : base(message)
    {
    }

    /// <summary>An error that says what does not fit, and what caused it.</summary>
    public TensorException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
