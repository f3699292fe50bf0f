namespace Latent.Training;

/// <summary>Training cannot go on; the message says why and what to try.</summary>
public sealed class TrainingException : Exception
{
    /// <summary>An error without a message.</summary>
    public TrainingException()
    {
    }

    /// <summary>An error that says why training cannot go on.</summary>
    public TrainingException(string message)
        : base(message)
    {
    }

    /// <summary>An error that says why training cannot go on, and what caused it.</summary>
    public TrainingException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
