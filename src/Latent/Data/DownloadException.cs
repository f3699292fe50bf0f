namespace Latent.Data;

/// <summary>A download failed, through no fault of the input: the message names the address and says what to do.</summary>
public sealed class DownloadException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    public DownloadException()
    {
    }

    /// <summary>An exception that says what failed.</summary>
    public DownloadException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what failed, and what was thrown underneath.</summary>
    public DownloadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
